package knowledge

import (
	"crypto/sha256"
	"strings"
)

// entry is what the index remembers of one file: enough to tell whether it has changed, and to rank and list the
// article while its text stays in the index.
type entry struct {
	Path      string
	Size      int64
	Modified  int64  // unix nanoseconds; with the size, it tells whether the file must be read again
	Hash      string // of the bytes; it tells whether the article must be indexed again
	Taught    uint64 // stands for what readers taught about the article
	Faulty    bool   // the file has faults; what is served, if anything, is its last good version
	Twin      bool   // an earlier file has the same id, and this one was not even read
	Served    bool
	Title     string
	Asked     []uint64 // stand for the question and the phrasings, word for word
	AskWords  int      // of question, phrasings and tags, roughly
	BodyWords int
}

// newEntry is the entry of an article whose file does not matter.
func newEntry(a Article) *entry {
	e := &entry{Path: a.Path}
	e.describe(a)
	return e
}

func (e *entry) describe(a Article) {
	e.Served = a.Published()
	e.Title = strings.Clone(a.Question) // or it would hold on to the whole file
	e.AskWords = countWords(asked(a))
	e.BodyWords = countWords(a.Body)
}

// countWords counts what stands between blanks.
func countWords(text string) int {
	count := 0
	for range strings.FieldsSeq(text) {
		count++
	}
	return count
}

// language and id are in the path, and only there.
func (e *entry) language() string {
	folder, _, _ := strings.Cut(e.Path, "/")
	return folder
}

func (e *entry) id() string {
	return strings.TrimSuffix(e.Path[strings.LastIndexByte(e.Path, '/')+1:], ".md")
}

func (e *entry) documentID() string { return documentID(e.language(), e.id()) }

// documentID names an article in one language.
func documentID(language, id string) string { return language + "/" + id }

func fingerprint(data []byte) string {
	sum := sha256.Sum256(data)
	return string(sum[:])
}
