package knowledge

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxFileSize is far more than anybody reads, and little enough to parse at once.
const maxFileSize = 256 << 10

// languageFolders are the folders that articles may lie in, each named by its language.
var languageFolders = []string{"en", "nb"}

// Parse reads one article. The path decides its language and id; it is relative to the folder of all articles
// ("en/flow-failed.md"). All faults are returned at once; the article is good when none of them is more than a warning.
func Parse(path string, data []byte) (Article, []Fault) {
	p := &parser{article: Article{Path: path}}
	p.parse(data)
	slices.SortStableFunc(p.faults, func(a, b Fault) int { return a.Line - b.Line })
	return p.article, slices.Compact(p.faults)
}

// parser collects what is right and what is wrong with one file.
type parser struct {
	article Article
	faults  []Fault
}

func (p *parser) fault(line int, format string, args ...any) {
	p.faults = append(p.faults, Fault{Path: p.article.Path, Line: line, Message: fmt.Sprintf(format, args...)})
}

func (p *parser) parse(data []byte) {
	p.checkPath()
	if len(data) > maxFileSize {
		p.fault(0, "the file has more than %d KB; split the article", maxFileSize>>10)
		return
	}
	if at := invalidUTF8(data); at >= 0 {
		p.fault(1+bytes.Count(data[:at], []byte("\n")), "not UTF-8; save the file as UTF-8")
		return
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.Contains(data, []byte("\r")) {
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	}
	if at := slices.IndexFunc(data, unwanted); at >= 0 {
		p.fault(1+bytes.Count(data[:at], []byte("\n")), "a control character; delete it and type the text again")
		return
	}
	front, body, bodyLine, ok := p.split(string(data))
	if !ok {
		return
	}
	p.frontMatter(front)
	p.body(body, bodyLine)
}

// checkPath takes language and id from the path.
func (p *parser) checkPath() {
	folder, rest, _ := strings.Cut(p.article.Path, "/")
	if rest == "" || !slices.Contains(languageFolders, folder) {
		p.fault(0, "the article must lie in the folder of its language: %s", strings.Join(languageFolders, " or "))
	} else {
		p.article.Language = folder
	}
	p.article.ID = strings.TrimSuffix(path.Base(p.article.Path), ".md")
	if !validID(p.article.ID) {
		p.fault(0, "rename the file: its name is the article's id, of the letters a-z, digits and single hyphens")
	}
}

// split parts the front matter from the body, and says on which line the body begins.
func (p *parser) split(text string) (front, body string, bodyLine int, ok bool) {
	text, ok = strings.CutPrefix(text, "---\n")
	if !ok {
		p.fault(1, `the first line must be "---", followed by the front matter and another "---"`)
		return "", "", 0, false
	}
	line := 2
	for at := 0; at < len(text); line++ {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			end = len(text) - at
		}
		if strings.TrimRight(text[at:at+end], " \t") == "---" {
			return text[:at], text[min(at+end+1, len(text)):], line + 1, true
		}
		at += end + 1
	}
	p.fault(1, `the front matter has no end; put a line "---" between it and the body`)
	return "", "", 0, false
}

func validID(id string) bool {
	if id == "" || strings.HasPrefix(id, "-") || strings.HasSuffix(id, "-") || strings.Contains(id, "--") {
		return false
	}
	return strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

// unwanted reports characters that no editor writes on purpose and that no card can show.
func unwanted(b byte) bool {
	return b < ' ' && b != '\n' && b != '\t' || b == 0x7f
}
