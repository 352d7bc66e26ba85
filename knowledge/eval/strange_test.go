package eval_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/knowledge"
)

// patience is far more than any question may take, on any machine.
const patience = 5 * time.Second

// Whatever is sent, the engine answers soon, without an error, and is not sure of what was not asked.
func TestStrangeQuestions(t *testing.T) {
	t.Parallel()
	e := ownEngine(t, nil)
	const asked = "how do I get access to an app that my colleague uses"
	for name, tt := range map[string]struct {
		question string
		answer   string // the article that was truly asked for, among much else; being sure of it is right
	}{
		"empty":              {"", ""},
		"spaces":             {" \t\r\n\u00a0\u2003", ""},
		"20,000 letters":     {strings.Repeat("a", 20_000), ""},
		"20,000 characters":  {strings.Repeat("ab cd efgh ", 20_000/11), ""},
		"20,000 words":       {strings.Repeat("x ", 20_000), ""},
		"different words":    {differentWords(4_000), ""},
		"a megabyte":         {strings.Repeat("zzz yyy ", 1<<17), ""},
		"one word":           {"thing", ""},
		"one letter":         {"q", ""},
		"numbers":            {"31415926535 2718281828", ""},
		"emoji":              {"🙂🙃😡👍🏽👩‍👩‍👧‍👦", ""},
		"punctuation":        {"?!…,;:-–—()[]{}", ""},
		"HTML":               {"<div onclick=\"x()\"><img src=x onerror=y></div><p></p>", ""},
		"HTML without end":   {strings.Repeat("<a ", 7_000), ""},
		"entities":           {"&amp;&lt;&#0;&#x1F600;&nbsp;", ""},
		"Cyrillic":           {"как мне получить доступ к приложению", ""},
		"Greek":              {"πώς αποκτώ πρόσβαση στην εφαρμογή", ""},
		"Arabic":             {"كيف أحصل على التطبيق", ""},
		"Chinese":            {"如何获得应用程序的访问权限", ""},
		"combining marks":    {"e" + strings.Repeat("\u0301", 5_000), ""},
		"right to left":      {"\u202e?ssecca teg I od woh\u202c", ""},
		"SQL":                {"'; DROP TABLE tickets; -- OR '1'='1'", ""},
		"SQL select":         {"SELECT password FROM users UNION ALL SELECT NULL", ""},
		"query syntax":       {"+body:* -title:foo~2 \"bar baz\"^3 (qux OR NOT quux) /re.*/ [1 TO 9] AND \\", ""},
		"wildcards":          {"**** ???? ~~~~ ^^^^", ""},
		"template":           {"{{.Env}} ${jndi:ldap://x/y} %s%s%n", ""},
		"control characters": {"\x00\x01\x02\x1b[31m\x7f\u0085", ""},
		"bytes of no text":   {"\xff\xfe\xc3\x28\xa0\xa1", ""},
		"zero width":         {"\u200b\u200c\u200d\ufeff", ""},
		"a thousand times":   {strings.Repeat(asked+" ", 1_000), "get-access-to-an-app"},
		"in HTML":            {"<p>" + asked + "</p>", "get-access-to-an-app"},
		"with bytes between": {"\x00" + asked + "\xff", "get-access-to-an-app"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, language := range []string{"en", "nb", "", "xx"} {
				started := time.Now()
				answer, err := e.Ask(t.Context(), tt.question, language)
				require.NoError(t, err)
				assert.Less(t, time.Since(started), patience)
				assert.Contains(t, []knowledge.Verdict{knowledge.Sure, knowledge.Maybe, knowledge.Unknown}, answer.Verdict)
				if tt.answer == "" {
					assert.NotEqual(t, knowledge.Sure, answer.Verdict, "%v", answer.Candidates)
					continue
				}
				require.NotEmpty(t, answer.Candidates)
				assert.Equal(t, tt.answer, answer.Candidates[0].ID)
			}
		})
	}
}

// differentWords makes words that look like words, of which no two are the same.
func differentWords(n int) string {
	var text strings.Builder
	for i := range n {
		for ; i > 0; i /= 20 {
			text.WriteByte("bcdfghjklmnpqrstvwxz"[i%20])
			text.WriteByte("aeiou"[i%5])
		}
		text.WriteByte(' ')
	}
	return text.String()
}
