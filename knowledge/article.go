package knowledge

import "time"

// Audience is who may be shown an article.
type Audience string

// The audiences, as KCS names them.
const (
	Internal Audience = "internal" // the help desk and the dedicated team
	Everyone Audience = "everyone"
)

// State is how far an article has come in its life.
type State string

// The states, as KCS names them.
const (
	WorkInProgress State = "work in progress"
	NotValidated   State = "not validated"
	Validated      State = "validated"
	Archived       State = "archived"
)

// Link is a page to read on.
type Link struct {
	Title string
	URL   string // always https
}

// Article is one question that people ask, the ways in which they put it, and its answer.
type Article struct {
	ID         string // the file's name without ".md", the same in every language
	Language   string // the folder it lies in: "en" or "nb"
	Question   string // its title
	Phrasings  []string
	Tags       []string
	Owner      string
	ReviewedOn time.Time // a date at midnight UTC; zero when nobody has said
	ReviewBy   time.Time // a date at midnight UTC
	Audience   Audience
	State      State
	Links      []Link
	Body       string   // Markdown without raw HTML
	Path       string   // where it was read, relative to the folder of all articles, with "/"
	Learnt     []Learnt `json:",omitempty"` // in which words readers asked for it; never shown, and the engine keeps it to itself
}

// early reports whether the article is yet to be validated: what only people who ask would miss can still be missing.
func (a Article) early() bool { return a.State == WorkInProgress || a.State == NotValidated }

// Published reports whether the article may be served as an answer: it is validated, and for everyone.
func (a Article) Published() bool { return a.State == Validated && a.Audience == Everyone }
