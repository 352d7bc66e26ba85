package knowledge

import "fmt"

// Fault is something about an article that its author should change. The message says what to do.
type Fault struct {
	Path    string // relative to the folder of all articles
	Line    int    // 1 for the first line; 0 when it is about the file as a whole
	Message string
	Warning bool // the article is served all the same
}

// String gives the fault the way compilers do, so that editors can jump to it: path:line: message.
func (f Fault) String() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s", f.Path, f.Message)
	}
	return fmt.Sprintf("%s:%d: %s", f.Path, f.Line, f.Message)
}
