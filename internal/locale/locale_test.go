package locale_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/locale"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		tags []string
		want locale.Language
	}{
		{"as Teams says it", []string{"nb-NO"}, locale.Bokmal},
		{"British", []string{"en-GB"}, locale.English},
		{"macrolanguage", []string{"no"}, locale.Bokmal},
		{"Nynorsk", []string{"nn-NO"}, locale.Bokmal},
		{"Danish", []string{"da-DK"}, locale.Bokmal},
		{"another", []string{"de-DE"}, locale.English},
		{"another, with a default", []string{"de-DE", "nb"}, locale.Bokmal},
		{"the first that is one of ours", []string{"fr", "en", "nb"}, locale.English},
		{"malformed", []string{"", "not a tag", "\xff", "nb"}, locale.Bokmal},
		{"nothing", nil, locale.English},
		{"case and underscore", []string{"NB_no"}, locale.Bokmal},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, locale.Match(tt.tags...))
		})
	}
}

func TestPrinterOfAnUnknownLanguageIsEnglish(t *testing.T) {
	t.Parallel()
	catalog, err := locale.Load()
	require.NoError(t, err)
	assert.Equal(t, locale.English, catalog.For("tlh").Language())
	assert.Equal(t, locale.Bokmal, catalog.For(locale.Bokmal).Language())
}

func TestT(t *testing.T) {
	t.Parallel()
	catalog, err := locale.Load()
	require.NoError(t, err)
	p := catalog.For(locale.English)
	assert.Equal(t, "You rated the help 4 of 5: good.", p.T("card.ticket.rated", "word", "good", "rating", 4))
	assert.Equal(t, "Ticket {key}", p.T("card.ticket.title", "key", "{key}"), "a value is not filled in again")
	assert.Equal(t, "Ticket {key}", p.T("card.ticket.title"), "what isn't given is seen to be missing")
	assert.Equal(t, "no.such.key", p.T("no.such.key", "a", "b"))
}

func TestDates(t *testing.T) {
	t.Parallel()
	catalog, err := locale.Load()
	require.NoError(t, err)
	oslo := time.FixedZone("CET", 60*60)
	now := time.Date(2026, 11, 23, 22, 30, 0, 0, time.UTC) // in Oslo it is a Monday, half past eleven in the evening
	day := 24 * time.Hour
	for _, tt := range []struct {
		name   string
		write  func(p *locale.Printer) string
		en, nb string
	}{
		{
			"date", func(p *locale.Printer) string { return p.Date(now) },
			"23 November 2026", "23. november 2026",
		},
		{
			"short", func(p *locale.Printer) string { return p.DateShort(now.Add(2*time.Hour), oslo) },
			"24 Nov", "24. nov.",
		},
		{
			"moment", func(p *locale.Printer) string { return p.DateTime(now, oslo) },
			"Monday 23 November at 23:30", "mandag 23. november kl. 23:30",
		},
		{
			"moment, zone unknown", func(p *locale.Printer) string { return p.DateTime(now, nil) },
			"Monday 23 November at 22:30", "mandag 23. november kl. 22:30",
		},
		{
			"today", func(p *locale.Printer) string { return p.When(now.Add(-23*time.Hour), now, oslo) },
			"00:30 today", "kl. 00:30 i dag",
		},
		{
			"tomorrow, in half an hour", func(p *locale.Printer) string { return p.When(now.Add(time.Hour/2), now, oslo) },
			"00:00 tomorrow", "kl. 00:00 i morgen",
		},
		{
			"tomorrow in Oslo, today in UTC", func(p *locale.Printer) string { return p.When(now.Add(time.Hour/2), now, nil) },
			"23:00 today", "kl. 23:00 i dag",
		},
		{
			"today in Oslo, tomorrow in UTC", func(p *locale.Printer) string {
				return p.When(now.Add(2*time.Hour), now.Add(time.Hour), oslo)
			},
			"01:30 today", "kl. 01:30 i dag",
		},
		{
			"yesterday", func(p *locale.Printer) string { return p.When(now.Add(-day), now, oslo) },
			"23:30 yesterday", "kl. 23:30 i går",
		},
		{
			"later", func(p *locale.Printer) string { return p.When(now.Add(4*day), now, oslo) },
			"Friday 27 November at 23:30", "fredag 27. november kl. 23:30",
		},
		{
			"next year", func(p *locale.Printer) string { return p.When(now.AddDate(0, 2, 0), now, oslo) },
			"Saturday 23 January 2027 at 23:30", "lørdag 23. januar 2027 kl. 23:30",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.en, tt.write(catalog.For(locale.English)))
			assert.Equal(t, tt.nb, tt.write(catalog.For(locale.Bokmal)))
		})
	}
}
