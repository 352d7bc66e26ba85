package transfer

import (
	"fmt"

	"deskhand/knowledge"
)

// entry is one answer of a file with the questions that lead to it, as the file has it.
type entry struct {
	line      int    // where it begins
	key       string // by which the prompts of other entries name it; may be empty
	id        string // of the article, where the file gives one
	language  string // where the file gives one
	questions []string
	answer    string
	tags      []string
	owner     string
	prompts   []prompt
	followUp  bool // never shown but as a follow-up of another
	suggested int  // how many further questions nobody has accepted
}

// prompt is a button below an answer that leads to another entry.
type prompt struct {
	key  string
	text string
}

// Note says what became of something in the file that could not be taken as it was, and what to do about it.
type Note struct {
	Line    int    // of the file, or row of the sheet; 0 when it is about the file as a whole
	Subject string // the question, or what it is called in the file; may be empty
	Message string
	Skipped bool // it is in none of the articles
}

// String gives the note as one line.
func (n Note) String() string {
	text := n.Message
	if n.Subject != "" {
		text = fmt.Sprintf("%q: %s", n.Subject, text)
	}
	if n.Skipped {
		text = "skipped: " + text
	}
	if n.Line > 0 {
		text = fmt.Sprintf("line %d: %s", n.Line, text)
	}
	return text
}

// notes collects what there is to say about a file.
type notes []Note

func (n *notes) file(format string, args ...any) {
	*n = append(*n, Note{Message: fmt.Sprintf(format, args...)})
}

func (n *notes) skip(line int, subject, format string, args ...any) {
	*n = append(*n, Note{Line: line, Subject: shortened(subject), Message: fmt.Sprintf(format, args...), Skipped: true})
}

func (n *notes) warn(e entry, format string, args ...any) {
	subject := ""
	if len(e.questions) > 0 {
		subject = shortened(e.questions[0])
	}
	*n = append(*n, Note{Line: e.line, Subject: subject, Message: fmt.Sprintf(format, args...)})
}

// shortened is as much of a text as it takes to recognise it.
func shortened(text string) string {
	const most = 60
	text, whole := cut(oneLine(text), most)
	if !whole {
		text += "…"
	}
	return text
}

// Imported is what came of a file.
type Imported struct {
	Format   Format
	Articles []knowledge.Article // each keeps the rules of knowledge.Parse
	Notes    []Note              // in the order of their lines
}
