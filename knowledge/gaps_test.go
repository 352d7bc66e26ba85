package knowledge_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"deskhand/knowledge"
)

func TestUnanswered(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		verdict knowledge.Verdict
		then    []knowledge.Event
		want    bool
	}{
		"not known":               {knowledge.Unknown, nil, true},
		"answered":                {knowledge.Sure, nil, false},
		"one of two was not it":   {knowledge.Sure, []knowledge.Event{{Kind: knowledge.EventRejected, ArticleID: "a"}}, false},
		"neither of two was it":   {knowledge.Sure, []knowledge.Event{{Kind: knowledge.EventRejected, ArticleID: "a"}, {Kind: knowledge.EventRejected, ArticleID: "b"}}, true},
		"none of them":            {knowledge.Maybe, []knowledge.Event{{Kind: knowledge.EventNone}}, true},
		"chosen":                  {knowledge.Maybe, []knowledge.Event{{Kind: knowledge.EventChosen, ArticleID: "a"}}, false},
		"no question after all":   {knowledge.Unknown, []knowledge.Event{{Kind: knowledge.EventAdded, Ticket: 7}}, false},
		"a ticket":                {knowledge.Sure, []knowledge.Event{{Kind: knowledge.EventTicket, Ticket: 7}}, true},
		"helped in the end":       {knowledge.Unknown, []knowledge.Event{{Kind: knowledge.EventNone}, {Kind: knowledge.EventHelped, ArticleID: "a"}}, false},
		"chosen, and not it, too": {knowledge.Maybe, []knowledge.Event{{Kind: knowledge.EventRejected, ArticleID: "a"}, {Kind: knowledge.EventChosen, ArticleID: "b"}, {Kind: knowledge.EventRejected, ArticleID: "b"}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := knowledge.Event{
				Kind: knowledge.EventAsked, Verdict: tt.verdict, Candidates: []string{"a", "b"},
				Language: "en", Question: "why?", PersonID: "kari", At: monday,
			}
			missed, unanswered := knowledge.Unanswered(append([]knowledge.Event{asked}, tt.then...))
			assert.Equal(t, tt.want, unanswered)
			want := knowledge.Missed{Language: "en", Question: "why?", PersonID: "kari", At: monday}
			if name == "a ticket" {
				want.Ticket = 7
			}
			assert.Equal(t, want, missed)
		})
	}
	_, unanswered := knowledge.Unanswered([]knowledge.Event{{Kind: knowledge.EventNone}})
	assert.False(t, unanswered, "a question that is not there")
}

func missed(person, language, question string, day int, ticket int64) knowledge.Missed {
	return knowledge.Missed{
		Language: language, Question: question, PersonID: person, At: monday.AddDate(0, 0, day), Ticket: ticket,
	}
}

func TestGaps(t *testing.T) {
	t.Parallel()
	all := []knowledge.Missed{
		missed("kari", "en", "the coffee machine is broken", 0, 3),
		missed("ola", "en", "Is the coffee machine broken?", 1, 0),
		missed("ola", "en", "is the coffee machine broken", 2, 4),
		missed("eva", "en", "coffee machines break", 3, 0),
		missed("kari", "nb", "kaffemaskinen er ødelagt", 1, 0),
		missed("kari", "nb", "er kaffemaskinene ødelagt nå", 5, 0),
		missed("kari", "en", "who won the football match", 9, 0),
		missed("per", "en", "how do I export a flow", 9, 0),
		missed("per", "en", "what is that", 9, 0),
		missed("kari", "en", "what is it", 9, 0),
	}
	learnt := []knowledge.Learnt{{Language: "en", Text: "How do I export a flow?"}}
	gaps, err := knowledge.Gaps(all, learnt)
	require.NoError(t, err)
	require.Len(t, gaps, 5)
	assert.Equal(t, knowledge.Gap{
		Language: "en", Example: "Is the coffee machine broken?", Questions: 4, People: 3, LastAsked: monday.AddDate(0, 0, 3),
		Tickets: []int64{3, 4},
	}, gaps[0])
	assert.Equal(t, knowledge.Gap{
		Language: "nb", Example: "kaffemaskinen er ødelagt", Questions: 2, People: 1, LastAsked: monday.AddDate(0, 0, 5),
	}, gaps[1])

	none, err := knowledge.Gaps(nil, nil)
	require.NoError(t, err)
	assert.Empty(t, none)
}

func TestTheSameQuestionsGiveTheSameGaps(t *testing.T) {
	t.Parallel()
	words := []string{"flow", "failed", "app", "access", "the", "licence", "export", "how"}
	rapid.Check(t, func(rt *rapid.T) {
		all := rapid.SliceOf(rapid.Custom(func(rt *rapid.T) knowledge.Missed {
			question := ""
			for _, word := range rapid.SliceOfN(rapid.SampledFrom(words), 0, 5).Draw(rt, "words") {
				question += word + " "
			}
			return missed(strconv.Itoa(rapid.IntRange(0, 3).Draw(rt, "person")), "en", question, rapid.IntRange(0, 9).Draw(rt, "day"), 0)
		})).Draw(rt, "all")
		want, err := knowledge.Gaps(all, nil)
		require.NoError(rt, err)
		count := 0
		for _, gap := range want {
			count += gap.Questions
		}
		require.Len(rt, all, count, "every question is in one group")
		shuffled := slices.Clone(all)
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		got, err := knowledge.Gaps(shuffled, nil)
		require.NoError(rt, err)
		require.Equal(rt, want, got)
	})
}
