package activity

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	nested := func(depth int) string {
		return `{"type":"message","value":` + strings.Repeat(`[`, depth-1) + strings.Repeat(`]`, depth-1) + `}`
	}
	for name, test := range map[string]struct{ body, reason string }{
		"nothing":                  {``, "unexpected end"},
		"null":                     {`null`, "no type"},
		"array":                    {`[]`, "cannot unmarshal array"},
		"no type":                  {`{"id":"1"}`, "no type"},
		"trailing data":            {`{"type":"message"}{"type":"invoke"}`, "after top-level value"},
		"truncated":                {`{"type":"message"`, "unexpected end"},
		"invalid UTF-8":            {"{\"type\":\"message\",\"text\":\"\xff\"}", "UTF-8"},
		"text is a number":         {`{"type":"message","text":5}`, "Activity.text"},
		"from is a list":           {`{"type":"message","from":[]}`, "Activity.from"},
		"conversation is a text":   {`{"type":"message","conversation":"x"}`, "Activity.conversation"},
		"entities is an object":    {`{"type":"message","entities":{}}`, "Activity.entities"},
		"too deep":                 {nested(65), "nested deeper than 64"},
		"far too deep":             {nested(9000), "nested deeper than 64"},
		"duplicate":                {`{"type":"message","type":"invoke"}`, "same key twice"},
		"duplicate in other case":  {`{"type":"message","Type":"invoke"}`, "same key twice"},
		"duplicate, escaped":       {`{"type":"message","\u0074ype":"invoke"}`, "same key twice"},
		"duplicate, long s":        {`{"serviceUrl":"a","type":"message","ſerviceUrl":"b"}`, "same key twice"},
		"duplicate, Kelvin sign":   {`{"type":"message","value":{"key":1,"\u212aey":2}}`, "same key twice"},
		"duplicate, deep":          {`{"type":"message","value":[{"a":{"b":1,"c":{},"b":2}}]}`, "same key twice"},
		"duplicate around a value": {`{"type":"message","value":{"a":{"b":1} , "a" : 2}}`, "same key twice"},
		"duplicate in an entity":   {`{"type":"message","entities":[{"type":"mention","type":"x"}]}`, "same key twice"},
		"duplicate after a quote":  {`{"type":"message","value":{"a\"":1,"a\"":2}}`, "same key twice"},
	} {
		_, err := Decode([]byte(test.body))
		require.ErrorContains(t, err, test.reason, name)
	}

	_, err := Decode([]byte(nested(64)))
	require.NoError(t, err, "64 deep is allowed")
}

func TestDecodeAccepts(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"type":"message","value":{"a":{"b":1},"b":{"a":1}}}`,
		`{"type":"message","value":["a","a",{"x":"type"},{"x":"type"}]}`,
		`{"type":"message","value":{"a":"a","b":"a:","c":"\"a\":"}}`,
		`{"type":"message","from":null,"entities":[null,5,"x"],"channelData":null,"value":null}`,
		` {"type" : "message"} ` + "\n",
	} {
		a, err := Decode([]byte(body))
		require.NoError(t, err, body)
		assert.False(t, a.MentionsBot())
		assert.Empty(t, a.Locale()+a.TimeZone()+a.Tenant()+a.PlainText())
	}
}

func FuzzDecode(f *testing.F) {
	files, err := filepath.Glob("testdata/*.json")
	require.NoError(f, err)
	for _, file := range files {
		body, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(body)
	}
	f.Add([]byte(`{"type":"message","Type":"x"}`))
	f.Add([]byte(`{"type":"message","value":[[[{"a\"":{"a\\":1}}]]]}`))
	f.Add([]byte(`{"type":"message","entities":[{"type":"mention","text":"<at>","mentioned":{"id":"b"}}],"recipient":{"id":"b"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := Decode(body)
		if err != nil {
			return
		}
		a.Reference()
		a.Action()
		a.PlainText()
		a.Locale()
		a.TimeZone()

		written, err := json.Marshal(a)
		require.NoError(t, err, "what was read can be written")
		again, err := Decode(written)
		require.NoError(t, err, "and read again: %s", written)
		rewritten, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(written), string(rewritten), "without changing")
	})
}

func BenchmarkDecode(b *testing.B) {
	body, err := os.ReadFile("testdata/channel-message.json")
	require.NoError(b, err)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Decode(body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheckShape(b *testing.B) {
	body, err := os.ReadFile("testdata/channel-message.json")
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if err := checkShape(body); err != nil {
			b.Fatal(err)
		}
	}
}
