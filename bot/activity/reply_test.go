package activity

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRepliesTo(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body string
		ids  []string
		text string
	}{
		"no reply": {`{"type":"message","text":"hello <quoted messageId=\"1\"/>"}`, nil, `hello <quoted messageId="1"/>`},
		"thread":   {`{"type":"message","text":"hello","replyToId":"17"}`, []string{"17"}, "hello"},
		"entity": {
			`{"type":"message","text":"<quoted messageId=\"17\"/> hello",
				"entities":[{"type":"quotedReply","quotedReply":{"messageId":"17","preview":"Since when?"}}]}`,
			[]string{"17"},
			"hello",
		},
		"quotation": {
			`{"type":"message","text":"hello","attachments":[{"contentType":"text/html","content":
				"<blockquote itemscope itemtype=\"http://schema.skype.com/Reply\" itemid=\"17\"><p>Since when?</p></blockquote><p>hello</p>"}]}`,
			[]string{"17"},
			"hello",
		},
		"other HTML": {
			`{"type":"message","text":"hello","attachments":[{"contentType":"text/html","content":"<blockquote itemid=\"17\">x</blockquote>"},
				{"contentType":"text/html","content":{}}]}`,
			nil, "hello",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, err := Decode([]byte(tt.body))
			require.NoError(t, err)
			assert.Equal(t, tt.ids, a.RepliesTo())
			assert.Equal(t, tt.text, a.PlainText())
		})
	}
}
