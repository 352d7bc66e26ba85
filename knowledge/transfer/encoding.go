package transfer

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// decode gives the text of a file in UTF-8 or UTF-16 with a byte order mark, as Excel writes them, or in Windows-1252,
// as Excel writes CSV. Which of the latter is a guess: guessed says so.
func decode(data []byte) (text string, guessed bool, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		data, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
	case !utf8.Valid(trimmed(data)):
		guessed = true
		data, err = charmap.Windows1252.NewDecoder().Bytes(data)
	}
	if err != nil {
		return "", false, fmt.Errorf("read the text: %w; save the file as UTF-8", err)
	}
	return strings.TrimPrefix(string(data), "\ufeff"), guessed, nil
}

// trimmed is the data without a character at its end of which a part is missing: it may be the beginning of a file.
func trimmed(data []byte) []byte {
	for cut := 1; cut < utf8.UTFMax && cut <= len(data); cut++ {
		if last := data[len(data)-cut:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				return data[:len(data)-cut]
			}
			break
		}
	}
	return data
}

// textOf is the text of a whole file, and notes when its encoding had to be guessed.
func textOf(data []byte, n *notes) (string, error) {
	text, guessed, err := decode(data)
	if guessed {
		n.file("the file is not UTF-8 and was read as Windows-1252; check that letters such as æ, ø, å and é are right")
	}
	return text, err
}

// clean takes out what no editor writes on purpose and no card can show, and ends lines in one way.
func clean(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n").
		Replace(strings.ToValidUTF8(text, "\ufffd"))
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == '\ufeff' || r == '\u200b' {
			return -1
		}
		return r
	}, text)
}

// oneLine joins the lines of a text, and leaves one space between words.
func oneLine(text string) string { return strings.Join(strings.Fields(clean(text)), " ") }

// cut is the beginning of a text of at most so many characters, at the end of a word where there is one, and whether it is
// all of it.
func cut(text string, most int) (beginning string, whole bool) {
	if utf8.RuneCountInString(text) <= most {
		return text, true
	}
	text = string([]rune(text)[:most])
	if space := strings.LastIndexByte(text, ' '); space > len(text)/2 {
		text = text[:space]
	}
	return text, false
}
