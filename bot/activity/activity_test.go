package activity

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/chat"
)

func load(tb testing.TB, name string) Activity {
	tb.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	require.NoError(tb, err)
	a, err := Decode(body)
	require.NoError(tb, err)
	return a
}

func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		body, err := os.ReadFile(file)
		require.NoError(t, err)
		a, err := Decode(body)
		require.NoError(t, err, file)
		written, err := json.Marshal(a)
		require.NoError(t, err)
		assert.Equal(t, tree(t, body), tree(t, written), file)
	}
}

// tree is the JSON with its numbers as they were written, and without empty texts, which say the same as none.
func tree(t *testing.T, body []byte) any {
	t.Helper()
	var fields map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(body, &fields))
	normal := map[string]any{}
	for name, raw := range fields {
		if string(raw) == `""` {
			continue
		}
		var value any
		decoder := json.NewDecoder(bytes.NewReader(raw))
		decoder.UseNumber()
		require.NoError(t, decoder.Decode(&value))
		normal[name] = value
	}
	return normal
}

func TestChannelMessage(t *testing.T) {
	t.Parallel()
	a := load(t, "channel-message")

	assert.Equal(t, "hvordan deler jeg appen min med Ola Hansen?", a.PlainText())
	assert.True(t, a.MentionsBot())
	assert.Equal(t, "6f1e9c5e-0000-4000-8000-00000000000a", a.Person())
	assert.Equal(t, "nb-NO", a.Locale())
	assert.Equal(t, "Europe/Oslo", a.TimeZone())
	assert.Equal(t, []string{"11111111-0000-4000-8000-000000000001"}, a.Tenants())
	_, pressed := a.Action()
	assert.False(t, pressed)
	assert.Equal(t, chat.Conversation{
		ID:         "19:0123456789abcdef@thread.tacv2;messageid=1749999999999",
		Kind:       chat.Channel,
		TenantID:   "11111111-0000-4000-8000-000000000001",
		ChannelID:  "msteams",
		ServiceURL: "https://smba.trafficmanager.net/emea/",
		BotID:      "28:22222222-0000-4000-8000-000000000002",
		BotName:    "Deskhand",
	}, a.Reference())
}

func TestPersonalReferenceNamesThePerson(t *testing.T) {
	t.Parallel()
	a := load(t, "card-execute")
	assert.Equal(t, chat.Personal, a.Reference().Kind)
	assert.Equal(t, a.From.AadObjectID, a.Reference().PersonID)
}

func TestClientInfoFillsIn(t *testing.T) {
	t.Parallel()
	a := load(t, "imback")
	assert.Equal(t, "en-GB", a.Locale())
	assert.Equal(t, "Europe/London", a.TimeZone())
	assert.Equal(t, "29:1", a.Person())
	assert.Empty(t, a.Tenant())
	assert.False(t, a.MentionsBot())
}

func TestTenants(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]string{
		`{"type":"message"}`: nil,
		`{"type":"message","conversation":{"tenantId":"a"}}`:                                          {"a"},
		`{"type":"message","channelData":{"tenant":{"id":"b"}}}`:                                      {"b"},
		`{"type":"message","conversation":{"tenantId":"a"},"channelData":{"tenant":{"id":"b"}}}`:      {"a", "b"},
		`{"type":"message","conversation":{"tenantId":"a"},"channelData":{"tenant":{"id":"a"}}}`:      {"a"},
		`{"type":"message","conversation":{"tenantId":"a"},"channelData":{"tenant":"another shape"}}`: {"a"},
	} {
		a, err := Decode([]byte(body))
		require.NoError(t, err)
		assert.Equal(t, want, a.Tenants(), body)
	}
}

func TestKind(t *testing.T) {
	t.Parallel()
	for conversation, want := range map[string]chat.Kind{
		`{}`:                                chat.Personal,
		`{"isGroup":true}`:                  chat.Group,
		`{"conversationType":"personal"}`:   chat.Personal,
		`{"conversationType":"groupChat"}`:  chat.Group,
		`{"conversationType":"channel"}`:    chat.Channel,
		`{"conversationType":"auditorium"}`: chat.Group,
	} {
		a, err := Decode([]byte(`{"type":"message","conversation":` + conversation + `}`))
		require.NoError(t, err)
		assert.Equal(t, want, a.Kind(), conversation)
	}
}

func TestAction(t *testing.T) {
	t.Parallel()

	execute := load(t, "card-execute")
	action, pressed := execute.Action()
	assert.True(t, pressed)
	assert.Equal(t, "ticket.open", action.Verb)
	assert.JSONEq(t, `{"nonce":"n1","summary":"Flow fails","ticket":9007199254740993}`, string(action.Data))

	submit := load(t, "card-submit")
	action, pressed = submit.Action()
	assert.True(t, pressed)
	assert.Empty(t, action.Verb)
	assert.JSONEq(t, `{"verb":"answer.helped","nonce":"n2"}`, string(action.Data))

	for _, body := range []string{
		`{"type":"message","text":"hello","value":{"verb":"x"}}`,
		`{"type":"message","value":"x"}`,
		`{"type":"message"}`,
		`{"type":"invoke","name":"adaptiveCard/action"}`,
		`{"type":"invoke","name":"adaptiveCard/action","value":{"action":{"verb":"x","data":"text"}}}`,
		`{"type":"invoke","name":"adaptiveCard/action","value":{"action":{"verb":7,"data":{}}}}`,
		`{"type":"invoke","name":"other","value":{"action":{"verb":"x","data":{}}}}`,
	} {
		a, err := Decode([]byte(body))
		require.NoError(t, err)
		_, pressed := a.Action()
		assert.False(t, pressed, body)
	}
}

func TestOutboundSaysOnlyWhatIsMeant(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		value any
		want  string
	}{
		{Message("a <b> & c"), `{"type":"message","text":"a <b> & c","textFormat":"plain"}`},
		{Typing(), `{"type":"typing"}`},
		{
			CardMessage(json.RawMessage(`{"type":"AdaptiveCard"}`), "An answer"),
			`{"type":"message","summary":"An answer","attachments":[
				{"contentType":"application/vnd.microsoft.card.adaptive","content":{"type":"AdaptiveCard"}}]}`,
		},
		{
			CardResponse(json.RawMessage(`{"type":"AdaptiveCard"}`)),
			`{"statusCode":200,"type":"application/vnd.microsoft.card.adaptive","value":{"type":"AdaptiveCard"}}`,
		},
		{
			MessageResponse("Thanks"),
			`{"statusCode":200,"type":"application/vnd.microsoft.activity.message","value":"Thanks"}`,
		},
		{
			ErrorResponse(400, "BadRequest", "Fill in the summary"),
			`{"statusCode":400,"type":"application/vnd.microsoft.error",
				"value":{"code":"BadRequest","message":"Fill in the summary"}}`,
		},
	} {
		written, err := json.Marshal(test.value)
		require.NoError(t, err)
		assert.JSONEq(t, test.want, string(written))
	}
}
