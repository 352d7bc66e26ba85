package knowledge_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"deskhand/knowledge"
)

var monday = time.Date(2026, time.November, 23, 8, 0, 0, 0, time.UTC)

// story is what was said, in the order of the lines: "who said article: question", a second apart.
func story(lines ...string) []knowledge.Evidence {
	var all []knowledge.Evidence
	for i, line := range lines {
		head, question, _ := strings.Cut(line, ": ")
		words := strings.Fields(head)
		e := knowledge.Evidence{
			ID: fmt.Sprintf("e%04d", i), At: monday.Add(time.Duration(i) * time.Second), PersonID: words[0], AskerID: words[0],
			Said: knowledge.Said(words[1]), Language: "en", Question: question, Subject: question, Candidates: []string{"a", "b"},
		}
		if len(words) > 2 {
			e.ArticleID = words[2]
		}
		if e.Said == knowledge.SaidTicket {
			e.AskerID, e.Subject = words[3], words[4]
		}
		all = append(all, e)
	}
	return all
}

// learnt is what was learnt, as "article: text weight".
func learnt(lessons knowledge.Lessons) []string {
	all := []string{}
	for _, l := range lessons.Learnt {
		all = append(all, fmt.Sprintf("%s: %s %.2f", l.ArticleID, l.Text, l.Weight))
	}
	return all
}

func TestWhatIsLearnt(t *testing.T) {
	t.Parallel()
	long := "my flow " + strings.Repeat("x", 293)
	for name, tt := range map[string]struct {
		said []string
		want []string
	}{
		"a confirmation weighs fully":               {[]string{"kari helped a: my flow died"}, []string{"a: my flow died 1.00"}},
		"a choice weighs half":                      {[]string{"kari chosen a: my flow died"}, []string{"a: my flow died 0.50"}},
		"a second person makes it whole":            {[]string{"kari chosen a: my flow died", "ola chosen a: My  flow died!"}, []string{"a: my flow died 1.00"}},
		"the same person does not":                  {[]string{"kari chosen a: my flow died", "kari chosen a: my flow died"}, []string{"a: my flow died 0.50"}},
		"chosen, then it helped":                    {[]string{"kari chosen a: my flow died", "kari helped a: my flow died"}, []string{"a: my flow died 1.00"}},
		"chosen, then it was not it":                {[]string{"kari chosen a: my flow died", "kari rejected a: my flow died"}, []string{}},
		"helped, and chosen another day":            {[]string{"kari helped a: my flow died", "kari chosen a: my flow died"}, []string{"a: my flow died 1.00"}},
		"a no takes it back":                        {[]string{"kari helped a: my flow died", "kari rejected a: my flow died"}, []string{}},
		"a no of somebody else counts against":      {[]string{"kari helped a: my flow died", "ola helped a: my flow died", "eva rejected a: my flow died"}, []string{"a: my flow died 0.50"}},
		"as many say no":                            {[]string{"kari helped a: my flow died", "eva rejected a: my flow died"}, []string{}},
		"a no alone teaches nothing":                {[]string{"eva rejected a: my flow died"}, []string{}},
		"a ticket weighs fully":                     {[]string{"desk ticket a kari HD-1: my flow died"}, []string{"a: my flow died 1.00"}},
		"one's own ticket is only a choice":         {[]string{"kari ticket a kari HD-1: my flow died"}, []string{"a: my flow died 0.50"}},
		"a link put right":                          {[]string{"desk ticket a kari HD-1: my flow died", "desk ticket b kari HD-1: my flow died"}, []string{"b: my flow died 1.00"}},
		"links of two tickets":                      {[]string{"desk ticket a kari HD-1: my flow died", "desk ticket b kari HD-2: my flow died"}, []string{}},
		"the desk knows better than a no":           {[]string{"kari rejected a: my flow died", "desk ticket a kari HD-1: my flow died"}, []string{"a: my flow died 1.00"}},
		"two articles, one voice each":              {[]string{"kari helped a: my flow died", "ola helped b: my flow died"}, []string{}},
		"clearly more for one":                      {[]string{"kari helped a: my flow died", "ola helped b: my flow died", "eva helped b: my flow died"}, []string{"b: my flow died 1.00"}},
		"not clearly more":                          {[]string{"kari helped a: x y", "per helped a: x y", "ola helped b: x y", "eva helped b: x y", "liv helped b: x y"}, []string{}},
		"the wrong one first":                       {[]string{"kari chosen a: my flow died", "kari rejected a: my flow died", "kari chosen b: my flow died", "kari helped b: my flow died"}, []string{"b: my flow died 1.00"}},
		"none of them":                              {[]string{"kari none: my flow died"}, []string{}},
		"one word":                                  {[]string{"kari helped a: flow!"}, []string{}},
		"no words":                                  {[]string{"kari helped a: ?!"}, []string{}},
		"nobody":                                    {[]string{" helped a: my flow died"}, []string{}},
		"a whole story":                             {[]string{"kari helped a: " + long}, []string{}},
		"just short enough":                         {[]string{"kari helped a: " + long[:300]}, []string{"a: " + long[:300] + " 1.00"}},
		"as first asked, on one line, without tags": {[]string{"kari helped a: <b>My</b>\n flow\x1b died", "ola helped a: my flow died"}, []string{"a: My flow died 1.00"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "nobody" {
				said := story("x helped a: my flow died")
				said[0].PersonID = ""
				assert.Empty(t, knowledge.Learn(said, knowledge.Rulings{}).Learnt)
				return
			}
			assert.Equal(t, tt.want, learnt(knowledge.Learn(story(tt.said...), knowledge.Rulings{})))
		})
	}
}

func TestLanguagesDoNotMix(t *testing.T) {
	t.Parallel()
	said := story("kari helped a: app person", "ola helped b: app person")
	said[1].Language = "nb"
	lessons := knowledge.Learn(said, knowledge.Rulings{})
	assert.Equal(t, []knowledge.Learnt{
		{ArticleID: "a", Language: "en", Text: "app person", Weight: 1},
		{ArticleID: "b", Language: "nb", Text: "app person", Weight: 1},
	}, lessons.Learnt)
}

func TestRulingsStandAboveVotes(t *testing.T) {
	t.Parallel()
	said := story("kari helped a: before noon", "ola helped a: after noon", "eva rejected a: before noon")
	lock := knowledge.Lock{ArticleID: "a", At: said[0].At}
	for name, tt := range map[string]struct {
		rulings knowledge.Rulings
		want    []string
	}{
		"none":   {knowledge.Rulings{}, []string{"a: after noon 1.00"}},
		"locked": {knowledge.Rulings{Locked: []knowledge.Lock{lock}}, []string{"a: before noon 1.00"}},
		"locked, to forget": {
			knowledge.Rulings{Locked: []knowledge.Lock{{ArticleID: "a", At: lock.At, Forget: true}}}, []string{},
		},
		"another locked": {knowledge.Rulings{Locked: []knowledge.Lock{{ArticleID: "b", At: lock.At}}}, []string{"a: after noon 1.00"}},
		"removed":        {knowledge.Rulings{Removed: []knowledge.Removal{{ArticleID: "a", Words: "After noon"}}}, []string{}},
		"another's removed": {
			knowledge.Rulings{Removed: []knowledge.Removal{{ArticleID: "b", Words: "after noon"}}}, []string{"a: after noon 1.00"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, learnt(knowledge.Learn(said, tt.rulings)))
		})
	}
}

// What is removed from one article is free for another.
func TestRemovedWordsAreFree(t *testing.T) {
	t.Parallel()
	said := story("kari helped a: my flow died", "ola helped b: my flow died")
	removed := knowledge.Rulings{Removed: []knowledge.Removal{{ArticleID: "a", Words: "my flow died"}}}
	assert.Equal(t, []string{"b: my flow died 1.00"}, learnt(knowledge.Learn(said, removed)))
}

func TestReviewSaysWhatIsHeldBack(t *testing.T) {
	t.Parallel()
	said := story("kari chosen a: my flow died", "desk ticket a ola HD-1: my flow died", "kari helped b: good words",
		"eva rejected b: good words", "kari helped a: same words", "ola helped b: same words")
	taught := knowledge.Review(said, knowledge.Rulings{})
	require.Len(t, taught, 4)
	assert.Equal(t, []knowledge.Teacher{
		{PersonID: "kari", At: said[0].At, From: knowledge.SaidChosen}, {PersonID: "desk", At: said[1].At, From: knowledge.SaidTicket},
	}, taught[0].Teachers)
	assert.Equal(t, knowledge.HeldContested, taught[1].Held)
	assert.Equal(t, knowledge.HeldOutweighed, taught[2].Held)
	assert.Equal(t, 1, taught[2].Against)
	assert.Equal(t, knowledge.HeldContested, taught[3].Held)
	assert.Zero(t, taught[3].Weight)
}

func TestVotes(t *testing.T) {
	t.Parallel()
	const open = "?" // nothing is settled
	for name, tt := range map[string]struct {
		said []string
		want string
	}{
		"helped":                      {[]string{"kari helped a: q"}, "a"},
		"chosen":                      {[]string{"kari chosen b: q"}, "b"},
		"chosen and rejected":         {[]string{"kari chosen b: q", "kari rejected b: q"}, open},
		"rejected, then another":      {[]string{"kari rejected a: q", "kari helped b: q"}, "b"},
		"one rejected, of two":        {[]string{"kari rejected a: q"}, open},
		"all rejected":                {[]string{"kari rejected a: q", "kari rejected b: q"}, ""},
		"none of them":                {[]string{"kari none: q"}, ""},
		"none, but the desk found it": {[]string{"kari none: q", "desk ticket c kari HD-1: q"}, "c"},
		"helped, then none":           {[]string{"kari helped a: q", "kari none: q"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			votes := knowledge.Learn(story(tt.said...), knowledge.Rulings{}).Votes
			if tt.want == open {
				assert.Empty(t, votes)
				return
			}
			assert.Equal(t, []knowledge.Vote{{Question: "q", Language: "en", ArticleID: tt.want}}, votes)
		})
	}
}

// outside is what was learnt to be answered by no article, as "text weight".
func outside(lessons knowledge.Lessons) []string {
	all := []string{}
	for _, o := range lessons.Outside {
		all = append(all, fmt.Sprintf("%s %.2f", o.Text, o.Weight))
	}
	return all
}

func TestWhatNoArticleAnswers(t *testing.T) {
	t.Parallel()
	locked := knowledge.Rulings{Locked: []knowledge.Lock{{ArticleID: "a", At: monday.Add(-time.Second)}}}
	removed := knowledge.Rulings{Removed: []knowledge.Removal{{Words: "my tea leaks"}}}
	for name, tt := range map[string]struct {
		said    []string
		rulings knowledge.Rulings
		want    []string
	}{
		"one person weighs a tenth":       {[]string{"kari none: my tea leaks"}, knowledge.Rulings{}, []string{"my tea leaks 0.10"}},
		"however often":                   {[]string{"kari none: my tea leaks", "kari none: My tea leaks!"}, knowledge.Rulings{}, []string{"my tea leaks 0.10"}},
		"a second one makes it whole":     {[]string{"kari none: my tea leaks", "ola none: My tea leaks"}, knowledge.Rulings{}, []string{"my tea leaks 1.00"}},
		"all rejected, one by one":        {[]string{"kari rejected a: my tea leaks", "kari rejected b: my tea leaks"}, knowledge.Rulings{}, []string{"my tea leaks 0.10"}},
		"one of two rejected":             {[]string{"kari rejected a: my tea leaks"}, knowledge.Rulings{}, []string{}},
		"then the desk found it":          {[]string{"kari none: my tea leaks", "desk ticket c kari HD-1: my tea leaks"}, knowledge.Rulings{}, []string{}},
		"it helped somebody else":         {[]string{"kari none: my tea leaks", "ola helped a: my tea leaks"}, knowledge.Rulings{}, []string{}},
		"somebody else chose one":         {[]string{"kari none: my tea leaks", "ola chosen a: my tea leaks"}, knowledge.Rulings{}, []string{}},
		"two against who chose one":       {[]string{"kari none: my tea leaks", "eva none: my tea leaks", "ola chosen a: my tea leaks"}, knowledge.Rulings{}, []string{"my tea leaks 1.00"}},
		"two words":                       {[]string{"kari none: my tea"}, knowledge.Rulings{}, []string{}},
		"the first one offered is locked": {[]string{"kari none: my tea leaks"}, locked, []string{}},
		"taken away by the help desk":     {[]string{"kari none: my tea leaks", "kari none: my cup leaks"}, removed, []string{"my cup leaks 0.10"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, outside(knowledge.Learn(story(tt.said...), tt.rulings)))
		})
	}
}

// What was offered, and when, is that of whoever said it last.
func TestWhatWasNotTheAnswer(t *testing.T) {
	t.Parallel()
	said := story("kari none: my tea leaks", "ola none: my tea leaks")
	said[1].Candidates = []string{"b", "c"}
	assert.Equal(t, []knowledge.Outside{
		{Text: "my tea leaks", Language: "en", Weight: 1, At: said[1].At, Offered: []string{"b", "c"}},
	}, knowledge.Learn(said, knowledge.Rulings{}).Outside)
	taught := knowledge.Review(said, knowledge.Rulings{})
	require.Len(t, taught, 1)
	assert.Empty(t, taught[0].ArticleID)
	assert.Equal(t, knowledge.SaidNone, taught[0].Teachers[0].From)
}

// One person hides no article, and what is known to be outside stays within bounds: the newest of it.
func TestOutsideHasBounds(t *testing.T) {
	t.Parallel()
	var one, many []string
	for i := range 1200 {
		one = append(one, fmt.Sprintf("troll none: nonsense number %d", i))
		many = append(many, fmt.Sprintf("kari%d none: question number %d", i, i))
	}
	assert.Len(t, knowledge.Learn(story(one...), knowledge.Rulings{}).Outside, 5)
	lessons := knowledge.Learn(story(many...), knowledge.Rulings{})
	require.Len(t, lessons.Outside, 1000)
	texts := outside(lessons)
	assert.Contains(t, texts, "question number 1199 0.10")
	assert.NotContains(t, texts, "question number 0 0.10")
}

func TestOnePersonMovesNoMoreThanTheCap(t *testing.T) {
	t.Parallel()
	var flood []string
	for i := range 1000 {
		flood = append(flood, "troll helped a: nonsense number "+strconv.Itoa(i))
	}
	assert.Len(t, knowledge.Learn(story(flood...), knowledge.Rulings{}).Learnt, 5)
	for i := range flood {
		flood[i] = strings.Replace(flood[i], " a:", " a"+strconv.Itoa(i)+":", 1)
	}
	lessons := knowledge.Learn(story(flood...), knowledge.Rulings{}) // within a day
	assert.Len(t, lessons.Learnt, 20)
	assert.Len(t, lessons.Votes, 20)

	evidence := story(flood...)
	for i := range evidence {
		evidence[i].At = monday.Add(time.Duration(2*i) * time.Hour) // and within months
	}
	lessons = knowledge.Learn(evidence, knowledge.Rulings{})
	require.Len(t, lessons.Votes, 20)
	assert.Equal(t, "nonsense number 999", lessons.Votes[19].Question, "the newest, the oldest of them first")
}

// The desk links as many tickets as there are: the words are those of many.
func TestTheDeskIsNotCapped(t *testing.T) {
	t.Parallel()
	var links []string
	for i := range 60 {
		links = append(links, fmt.Sprintf("desk ticket a kari%d HD-%d: ticket number %d", i, i, i))
	}
	assert.Len(t, knowledge.Learn(story(links...), knowledge.Rulings{}).Learnt, 60)
}

func TestAnArticleLearnsNotWithoutEnd(t *testing.T) {
	t.Parallel()
	var said []string
	for i := range 300 {
		said = append(said, fmt.Sprintf("kari%d chosen a: question number %d", i, i))
	}
	for i := range 20 {
		said = append(said, fmt.Sprintf("ola%d helped a: better number %d", i, i))
	}
	lessons := knowledge.Learn(story(said...), knowledge.Rulings{})
	require.Len(t, lessons.Learnt, 200)
	better := slices.DeleteFunc(slices.Clone(lessons.Learnt), func(l knowledge.Learnt) bool { return l.Weight < 1 })
	assert.Len(t, better, 20, "what is confirmed is kept")
}

// drawStory draws what people say about few articles in few words, within a number of hours.
func drawStory(rt *rapid.T, people []string, atLeast, hours int) []knowledge.Evidence {
	said := []knowledge.Said{
		knowledge.SaidHelped, knowledge.SaidChosen, knowledge.SaidRejected, knowledge.SaidNone, knowledge.SaidTicket,
	}
	story := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) knowledge.Evidence {
		e := knowledge.Evidence{
			At:       monday.Add(time.Duration(rapid.IntRange(0, hours).Draw(rt, "hour")) * time.Hour),
			PersonID: rapid.SampledFrom(people).Draw(rt, "person"), Said: rapid.SampledFrom(said).Draw(rt, "said"),
			Language: rapid.SampledFrom([]string{"en", "nb"}).Draw(rt, "language"), Subject: "s", Candidates: []string{"a", "b"},
			Question:  "question " + strconv.Itoa(rapid.IntRange(0, 60).Draw(rt, "question")),
			ArticleID: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "article"),
		}
		e.AskerID = e.PersonID
		return e
	}), atLeast, 300).Draw(rt, "story")
	for i := range story {
		story[i].ID = people[0] + strconv.Itoa(i)
	}
	return story
}

var crowd = []string{"kari", "ola", "eva", "per", "liv"}

func TestTheOrderChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		said := drawStory(rt, crowd, 0, 48)
		want := knowledge.Learn(said, knowledge.Rulings{})
		shuffled := append(slices.Clone(said), said...) // and what is told twice counts once
		seed := rapid.Uint64().Draw(rt, "seed")
		rand.New(rand.NewPCG(seed, seed)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		require.Equal(rt, want, knowledge.Learn(shuffled, knowledge.Rulings{}))
		for _, l := range want.Learnt {
			require.True(rt, l.Weight > 0 && l.Weight <= 1, l)
		}
	})
}

// Whatever one person says, and however often: no more wordings change than the person has questions a day, and no
// article gets more phrasings of it than the person may teach one.
func TestPoisonMovesNoMoreThanTheCap(t *testing.T) {
	t.Parallel()
	type wording struct{ language, text string }
	byWording := func(lessons knowledge.Lessons) map[wording]knowledge.Learnt {
		all := map[wording]knowledge.Learnt{}
		for _, l := range lessons.Learnt {
			all[wording{l.Language, l.Text}] = l
		}
		return all
	}
	rapid.Check(t, func(rt *rapid.T) {
		honest := drawStory(rt, crowd, 0, 48)
		poison := drawStory(rt, []string{"troll"}, 200, rapid.SampledFrom([]int{10, 48}).Draw(rt, "hours"))
		days := map[string]bool{}
		for _, e := range poison {
			days[e.At.Format(time.DateOnly)] = true
		}
		clean := byWording(knowledge.Learn(honest, knowledge.Rulings{}))
		lessons := knowledge.Learn(append(slices.Clone(honest), poison...), knowledge.Rulings{})
		poisoned := byWording(lessons)
		changed, gained := 0, map[string]int{}
		for key, l := range poisoned {
			if was, ok := clean[key]; !ok || was != l {
				changed++
			}
		}
		for key := range clean {
			if _, ok := poisoned[key]; !ok {
				changed++
			}
		}
		require.LessOrEqual(rt, changed, 20*len(days))
		alone := knowledge.Learn(poison, knowledge.Rulings{})
		for _, l := range alone.Learnt {
			gained[l.ArticleID]++
		}
		for article, n := range gained {
			require.LessOrEqual(rt, n, 5, article)
		}
		require.LessOrEqual(rt, len(alone.Votes), 20)
		require.LessOrEqual(rt, len(alone.Outside), 5, "all were offered the same first")
	})
}

func FuzzNormalWords(f *testing.F) {
	for _, seed := range []string{
		"", "Why did my flow fail?", "doesn't work", "Åpne  tilgang\n", "ﬁx İt ﷺ", "\xff\xfe a", "😀 ok", strings.Repeat("ﷺ ", 2000), "'",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		words := knowledge.NormalWords(text)
		require.Equal(t, words, knowledge.NormalWords(words))
		require.LessOrEqual(t, len(words), 4<<10)
		lessons := knowledge.Learn([]knowledge.Evidence{
			{ID: "1", Said: knowledge.SaidHelped, PersonID: "kari", ArticleID: "a", Question: text},
		}, knowledge.Rulings{})
		for _, l := range lessons.Learnt {
			require.NotContains(t, l.Text, "\n")
		}
	})
}
