package bot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/locale"
)

func TestWhatPeopleMean(t *testing.T) {
	t.Parallel()
	catalog, err := locale.Load()
	require.NoError(t, err)
	w := readWords(catalog)
	for text, want := range map[string]said{
		"help":                            {command: commandHelp},
		"Hjelp!":                          {command: commandHelp},
		"My tickets":                      {command: commandTickets},
		"mine saker?":                     {command: commandTickets},
		"norsk":                           {command: commandNorsk},
		"English please":                  {text: "English please"},
		"Open a ticket":                   {command: commandNew},
		"ny sak":                          {command: commandNew},
		"How do I open a ticket?":         {command: commandNew},
		"Jeg vil opprette en sak":         {command: commandNew},
		"I need a ticket: it is late":     {command: commandNew, text: "it is late"},
		"open a ticket: my flow is late":  {command: commandNew, text: "my flow is late"},
		"Hi, open a ticket - it\nis late": {command: commandNew, text: "it\nis late"},
		"Opprett en sak: flyten er treg":  {command: commandNew, text: "flyten er treg"},
		"Ny sak – flyten er treg":         {command: commandNew, text: "flyten er treg"},
		"open a ticket:":                  {command: commandNew},
		"ticket-machine is broken":        {text: "ticket-machine is broken"},
		"my ticket: where is it":          {text: "my ticket: where is it"},
		"hi":                              {command: commandGreeting},
		"Hello there!":                    {command: commandGreeting},
		"God morgen":                      {command: commandGreeting},
		"hei på deg":                      {command: commandGreeting},
		"thanks, that helped a lot":       {command: commandThanks},
		"Tusen takk for hjelpen":          {command: commandThanks},
		"hd-12":                           {command: commandShow, ticket: "hd-12"},
		"show HD-12":                      {command: commandShow, ticket: "HD-12"},
		"Vis sak HD-12":                   {text: "Vis sak HD-12"},
		"withdraw #12":                    {command: commandWithdraw, ticket: "#12"},
		"trekk tilbake HD-12":             {command: commandWithdraw, ticket: "HD-12"},
		"reopen HD 12: still broken":      {command: commandReopen, ticket: "HD 12", text: "still broken"},
		"HD-12: it is\nboth phones":       {command: commandAdd, ticket: "HD-12", text: "it is\nboth phones"},
		"legg til HD-12 det gjelder alle": {command: commandAdd, ticket: "HD-12", text: "det gjelder alle"},
		"Hi, how do I share an app?":      {text: "how do I share an app?"},
		"Hei hei, hvordan deler jeg?":     {text: "hvordan deler jeg?"},
		"why is HD-12 so slow":            {text: "why is HD-12 so slow"},
		"help my flow fails":              {text: "help my flow fails"},
		"":                                {},
		"?":                               {},
		"👍":                               {},
		"speak to a human":                {command: commandNew},
		"  ":                              {},
	} {
		assert.Equal(t, want, w.read(text), "%q", text)
	}
}

func TestSummaries(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"The app is down":                       "The app is down",
		"The app is down. I tried twice.":       "The app is down.",
		"Why is app 3.1 down? It was up.":       "Why is app 3.1 down?",
		"First line\nsecond line":               "First line",
		strings.Repeat("word ", 30):             strings.TrimSpace(strings.Repeat("word ", 19)) + "…",
		strings.Repeat("å", 150):                strings.Repeat("å", 99) + "…",
		"e.g. this. And that, which goes on on": "e.g. this. And that, which goes on on",
	} {
		got := summarise(text)
		assert.Equal(t, want, got)
		assert.LessOrEqual(t, utf8.RuneCountInString(got), summaryLength)
	}
}

func FuzzRead(f *testing.F) {
	catalog, err := locale.Load()
	require.NoError(f, err)
	w := readWords(catalog)
	for _, seed := range []string{"hi", "show HD-12", "Hei hei", "reopen HD 12: x", "#", "HD-", "\x00", "hi \u2028 there"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := w.read(text)
		assert.LessOrEqual(t, len(got.text), len(text), "nothing is invented")
		if utf8.ValidString(text) {
			assert.True(t, utf8.ValidString(summarise(text)))
		}
	})
}

func TestWhatAsksForOutages(t *testing.T) {
	t.Parallel()
	catalog, err := locale.Load()
	require.NoError(t, err)
	w := readWords(catalog)
	for command, texts := range map[command][]string{
		commandOutage: {
			"Is Power Automate down?", "is power apps down right now", "Is PowerApps working for everyone today?",
			"Hi, is Microsoft Power Automate still down?", "any outages?", "outage", "Is there an outage?",
			"are there any problems with Dataverse at the moment?", "Problems right now?", "what's the status of Power Apps?",
			"What is the status of power automate right now", "Power Automate outage today", "Are Power Apps and Power Automate down?",
			"is it just me or is power automate down?", "Is the Power Platform down?", "is SharePoint down?", "Is Microsoft Teams down?",
			"are Teams and Power Apps working?", "er Outlook nede?", "any issues with Power BI right now?",
			"er Power Automate nede?", "Er Power Apps nede for alle akkurat nå?", "hei, er power platform nede i dag?",
			"driftsforstyrrelse", "Er det driftsforstyrrelser i Power Automate nå?", "er det problemer akkurat nå?",
			"Virker Power Apps?", "er det bare meg eller er Power Automate nede?", "driftsstatus for Dynamics 365",
			"er Power Apps og Dataverse nede?", "har Power Automate problemer igjen",
		},
		commandReport: {
			"Power Automate is down", "power apps isn't working!", "Power Apps is down for everyone", "dataverse down",
			"Teams is down", "SharePoint virker ikke", "Power Automate er nede", "Power Apps virker ikke i dag", "Power Automate og Power Apps er nede",
		},
		commandNone: {
			"my flow shuts down", "Why is my flow turned off?", "is my flow down", "is my app down", "the Expense app is down",
			"how do I turn down the volume in Power Apps", "is Power Automate down payment possible",
			"Power Automate is down, what should I tell my customers?", "problems", "problems with power apps",
			"who is down for the Power Apps course", "is Power Automate free", "is the printer down?", "down", "how do I share my screen in Teams", "is Teams free", "right now", "status",
			"how does Power Automate work", "what is Power Automate", "is Power Automate working with SharePoint lists",
			"flyten min er nede", "hvordan virker Power Automate", "er Power Automate gratis", "ned", "flyten slår seg av",
			"Power Automate virker ikke sammen med SharePoint", "nå", "er det feil i flyten min", "…", "… is down",
		},
	} {
		for _, text := range texts {
			got := w.read(text).command
			if command == commandNone {
				assert.NotContains(t, []any{commandOutage, commandReport}, got, "%q", text)
				continue
			}
			assert.Equal(t, command, got, "%q", text)
		}
	}
}
