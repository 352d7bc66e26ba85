package knowledge

import "time"

// Rulings are what the help desk decided about learning. They stand above whatever readers say.
type Rulings struct {
	Removed []Removal
	Locked  []Lock
}

// Removal takes a phrasing from an article for as long as it stands, however often it is taught again.
type Removal struct {
	ArticleID string
	Words     string // as NormalWords gives them
	By        string
	At        time.Time
}

// Lock keeps an article from learning anything that is said after it. What is said while it stands counts when it is
// taken away.
type Lock struct {
	ArticleID string
	Forget    bool // what the article learnt before goes too
	By        string
	At        time.Time
}

// wording is a phrasing of an article, as rulings name it.
type wording struct{ article, words string }

// judge answers by the rulings at once.
type judge struct {
	removed map[wording]bool
	locked  map[string]Lock
}

func newJudge(rulings Rulings) judge {
	j := judge{removed: map[wording]bool{}, locked: map[string]Lock{}}
	for _, r := range rulings.Removed {
		j.removed[wording{r.ArticleID, NormalWords(r.Words)}] = true
	}
	for _, l := range rulings.Locked {
		j.locked[l.ArticleID] = l
	}
	return j
}

// hears reports whether an article learns from the evidence.
func (j judge) hears(e Evidence) bool {
	lock, locked := j.locked[e.ArticleID]
	return !locked || !lock.Forget && !e.At.After(lock.At)
}
