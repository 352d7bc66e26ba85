package knowledge

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, question, want string }{
		{"plain", "Where is my app?", "Where is my app?"},
		{"mention", "<at>Deskhand</at> help", " Deskhand  help"},
		{"paragraphs", "<p>one</p><p>two<br/>three</p>", " one  two three "},
		{"comment", "a<!-- b -->c", "a c"},
		{"no tags", "if a < b and c > d", "if a   b and c > d"},
		{"open tag", "a <b", "a  b"},
		{"entities", "R&amp;D &lt;b&gt; &nbsp;", "R&D <b> \u00a0"},
		{"control characters", "a\x00b\tc\u200bd", "a b c d"},
		{"not UTF-8", "a\xffb", "a b"},
		{"empty", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, clean(test.question))
		})
	}
}

func TestCleanCuts(t *testing.T) {
	t.Parallel()
	assert.Len(t, clean(strings.Repeat("a", 20_000)), maxQuestionBytes)
	assert.True(t, strings.HasSuffix(clean("a"+strings.Repeat("æ", maxQuestionBytes)), "ææ "), "not within a letter")
}

func TestDetect(t *testing.T) {
	t.Parallel()
	languages, err := newLanguages()
	require.NoError(t, err)
	english, norwegian := languages[0], languages[1]
	d := newDetector(languages)
	for question, want := range map[string]*language{
		"how do i share my app":       english,
		"hvordan deler jeg appen min": norwegian,
		"app løsning":                 norwegian,
		"power apps":                  nil,
		"for i":                       nil, // small words of both
		"the app er":                  nil, // as many of one as of the other
		"":                            nil,
	} {
		assert.Equal(t, want, d.detect(words().Analyze([]byte(question))), question)
	}
}

// Where the small words don't tell, whoever speaks English is taken to speak another language when the articles know a word of it
// in that one alone, and none in English alone. Whoever speaks another mixes English in.
func TestArticlesTellTheLanguage(t *testing.T) {
	t.Parallel()
	norwegian := articleOf("approval", "Hvordan lager jeg en godkjenning?", "kvittering til sjefen i appen")
	norwegian.Language, norwegian.Path = "nb", "nb/approval.md"
	e := engineOf(t, Corpus{Articles: []Article{articleOf("licence", "Which licence does the app need?"), norwegian}})
	for _, test := range []struct{ question, asker, want string }{
		{"godkjenning", "en", "nb"},
		{"godkjenning kvitteringen tilbake", "en", "nb"}, // one that nobody knows
		{"godkjenning licence", "en", "en"},
		{"tilbake", "en", "en"},
		{"til", "en", "nb"}, // a small word
		{"licence", "en", "en"},
		{"licence", "nb", "nb"},
		{"which licence", "nb", "en"},
		{"godkjenning", "xx", "nb"},
	} {
		answer, err := e.Ask(t.Context(), test.question, test.asker)
		require.NoError(t, err)
		assert.Equal(t, test.want, answer.Language, "%q of who speaks %s", test.question, test.asker)
	}
}

// hostile are questions of the sort that break things.
var hostile = map[string]string{
	"empty":              "",
	"blank":              " \n\t ",
	"one letter":         "a",
	"nonsense":           "xqzt wvbn",
	"only small words":   "what is it and how",
	"emoji":              "🙂👩‍👩‍👧🏳️‍🌈",
	"marks":              "??? !!! ...",
	"HTML":               `<script>alert("x")</script><img src=x onerror=alert(1)>`,
	"query syntax":       `+title:"a b"~2^4 -body:/x.*/ (a OR b) AND NOT c* ?d [1 TO 5}`,
	"SQL":                `'; DROP TABLE tickets; --`,
	"control characters": "\x00\x01\x1b[31m\u202e\ufeff",
	"not UTF-8":          "\xff\xfe\xc3(",
	"another alphabet":   "как сбросить пароль パスワード 重置密码 كلمة",
	"long":               strings.Repeat("ticket ", 20_000/7),
	"long without end":   strings.Repeat("x", 20_000),
	"many words":         strings.Join(strings.Split(strings.Repeat("abcdefghij", 2000), ""), "q "),
	"combining marks":    "e" + strings.Repeat("\u0301", 5000),
}

// Of markup, only what somebody would read is asked.
func TestCleanIsWhatIsRead(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]string{
		"<p>my <b>flow</b> failed</p>":                         "my flow failed",
		"my flow <SCRIPT type=x>alert(1)</Script > failed":     "my flow failed",
		"a<style>p { color: red }</style>b<script>x</script>c": "a b c",
		"<script>alert(1)":                                     "alert(1)",
		"<scripts>my flow</scripts>":                           "my flow",
		"if a < b and c > d":                                   "if a b and c > d",
		"<script>İİİ</script>my flow":                          "my flow",
	} {
		assert.Equal(t, want, strings.Join(strings.Fields(clean(question)), " "), question)
	}
}

func TestAskHostile(t *testing.T) {
	t.Parallel()
	e := openEngine(t, house(t), "")
	for name, question := range hostile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			started := time.Now()
			answer, err := e.Ask(t.Context(), question, "en")
			require.NoError(t, err)
			assert.Equal(t, Unknown, answer.Verdict)
			assert.Less(t, time.Since(started), 5*time.Second, "some milliseconds, on a machine that is not busy")
		})
	}
}

func FuzzAsk(f *testing.F) {
	for _, question := range hostile {
		f.Add(question, "en")
	}
	f.Add("how do i open a wooden door", "nb")
	f.Add("hvordan klipper jeg plenen", "xx")
	e := openEngine(f, house(f), "")
	f.Fuzz(func(t *testing.T, question, language string) {
		cleaned := clean(question)
		assert.True(t, utf8.ValidString(cleaned))
		assert.LessOrEqual(t, len(cleaned), 3*maxQuestionBytes)
		answer, err := e.Ask(t.Context(), question, language)
		require.NoError(t, err)
		assert.Contains(t, languageFolders, answer.Language)
		assert.LessOrEqual(t, len(answer.Candidates), maxCandidates)
		sum := 0.0
		for i, c := range answer.Candidates {
			assert.NotEmpty(t, c.Title)
			assert.GreaterOrEqual(t, c.Probability, 0.0)
			assert.LessOrEqual(t, c.Probability, 1.0)
			assert.True(t, i == 0 || c.Probability <= answer.Candidates[i-1].Probability)
			sum += c.Probability
		}
		assert.LessOrEqual(t, sum, 2.0, "1 for each language")
		assert.Equal(t, answer.Verdict == Unknown, len(answer.Candidates) == 0 || answer.Verdict == Unknown)
	})
}
