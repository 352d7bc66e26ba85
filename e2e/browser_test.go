//go:build e2e

package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/e2e/playground"
	"deskhand/internal/locale"
)

// TestBrowser has a conversation in a real browser, in each language, and leaves pictures of it in artifacts.
func TestBrowser(t *testing.T) {
	t.Parallel()
	for language, say := range map[locale.Language]map[string]string{
		locale.English: {
			"known": known, "unknown": unknown,
			"details": "Since this morning, for all of us in Copenhagen.", "resolution": "Kroner were missing in the list of currencies. They are back.",
		},
		locale.Bokmal: {
			"known": knownNB, "unknown": unknownNB,
			"details": "Siden i morges, for alle som var i Berlin.", "resolution": "Euro manglet i valutalisten. Nå er den der igjen.",
		},
	} {
		t.Run(string(language), func(t *testing.T) {
			t.Parallel()
			s := play(t)
			s.browse(language, say)
			assert.Contains(t, s.desk("show", "HD-1"), "4 of 5")
		})
	}
}

// browse runs the script in browser/ with what to say and what to look for in that language.
func (s *stage) browse(language locale.Language, say map[string]string) {
	s.t.Helper()
	p := s.catalog.For(language)
	k := s.in(playground.Personal).language(language)
	changeLanguage := map[locale.Language]string{locale.English: "words.english", locale.Bokmal: "words.norsk"}
	say["language"] = k.word(changeLanguage[language])
	say["vague"] = s.doubtful(language)
	say["help"], say["tickets"] = k.word("words.help"), k.word("words.tickets")
	pictures := absolute(s.t, "artifacts")
	require.NoError(s.t, os.MkdirAll(pictures, 0o755))
	script, err := json.Marshal(map[string]any{
		"address": s.options.Address(), "pictures": pictures, "language": language, "deskhand": s.binary, "say": say,
		"press": map[string]string{
			"helped": p.T("card.answer.helped"), "none": p.T("card.choice.none"),
			"details": p.T("card.form.details"), "open": p.T("card.form.open"), "cancel": p.T("card.form.cancel"),
			"withdraw": p.T("card.ticket.withdraw"), "reopen": p.T("card.ticket.reopen"),
			"ticket": "HD-1 " + say["unknown"], "rate": p.T("card.ticket.rating", "rating", 4, "word", p.T("rating.4")),
		},
		"shown": map[string]string{
			"welcome": s.catalog.For(locale.English).T("welcome.headline"), "help": p.T("help.headline"),
			"language": p.T("language.changed"), "helped": p.T("answer.helped"), "unknown": p.T("unknown.intro"),
			"cancelled": p.T("form.cancelled"),
			"taken":     p.T("notify.taken", "name", "Ingrid Solberg", "key", "HD-1"),
			"resolved":  p.T("notify.resolved", "name", "Ingrid Solberg", "key", "HD-1"),
			"rated":     p.T("card.ticket.rated", "rating", 4, "word", p.T("rating.4")),
		},
	})
	require.NoError(s.t, err)
	node, err := exec.LookPath("node")
	require.NoError(s.t, err)
	cmd := exec.CommandContext(s.ctx, node, absolute(s.t, filepath.Join("browser", "conversation.mjs")), string(script))
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), s.env...)
	out, err := cmd.CombinedOutput()
	require.NoErrorf(s.t, err, "%s", out)
}
