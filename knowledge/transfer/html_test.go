package transfer

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWithoutHTML(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, answer, want string }{
		{"Markdown stays", "**a**\n\n1. b\n2. c < d\n\n\n\ne", "**a**\n\n1. b\n2. c < d\n\n\n\ne"},
		{"line breaks", "a<br>b<br/><br />c", "a  \nb\n\nc"},
		{"paragraphs", "<p>a</p>\n  <div>b</div>c", "a\n\nb\n\nc"},
		{"bold and italic", "<b> a </b><em>b</em><i> </i>", " **a** *b*"[1:]},
		{"a heading", "a<h2>b</h2>c", "a\n\n## b\n\nc"},
		{"a list", "a<ul><li>b</li><li>c<ol><li>d</li><li>e</li></ol></li></ul>f", "a\n\n- b\n- c\n    1. d\n    2. e\n\nf"},
		{"a list of paragraphs", "<ul><li><p>a</p></li><li><p>b</p></li></ul>", "- a\n- b"},
		{"a table", "<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td><td>x<br>y</td></tr></table>", "| a | b |\n| --- | --- |\n| 1\\|2 | x y |"},
		{"a table that is not closed", "<table><tr><td>a<td>b<tr><td>c", "| a | b |\n| --- | --- |\n| c |"},
		{"a link", `<a href="https://example.com/a (b)">the page</a>`, "[the page](https://example.com/a%20%28b%29)"},
		{"a link to nowhere", `<a name="x">the page</a>`, "the page"},
		{"a picture", `<img src="https://example.com/a.png" alt="a [b]">`, "![a (b)](https://example.com/a.png)"},
		{"code", "<code>a<b></code> <pre>x\n  &lt;y&gt;\n</pre>", "`a`\n\n```\nx\n  <y>\n```"},
		{"scripts", "a<script>b<i></script><style>c</style>d<!-- e -->", "ad"},
		{"what is code stays", "`<b>` ```\n<i>&lt;</i>\n``` <b>c</b>", "`<b>` ```\n<i>&lt;</i>\n``` **c**"},
		{"what is escaped stays", `\<b> \\<b>c</b>`, `\<b> \\**c**`},
		{"entities", "a &lt;b&gt;&nbsp;&amp; c?x=1&copy=2", `a \<b> & c?x=1&copy=2`},
		{"a place to fill in", "Dear <your name>", "Dear `<your name>`"},
		{"an address in angles", "<https://example.com> <a.b@example.com>", "<https://example.com> <a.b@example.com>"},
		{"unfinished", "a<div", "a\\<div"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, _ := withoutHTML(test.answer)
			assert.Equal(t, test.want, got)
		})
	}
}

func TestWithSafeLinks(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, answer, want string
		mended             mendedLinks
	}{
		{"good ones stay", "[a](https://example.com \"t\") <me@example.com> [b](mailto:me@example.com)", "[a](https://example.com) <me@example.com> [b](mailto:me@example.com)", mendedLinks{}},
		{"http", "[a](HTTP://example.com) http://example.com/b", "[a](https://example.com) https://example.com/b", mendedLinks{secured: 2}},
		{"without a scheme", "[a](www.example.com), www.example.com", "[a](https://www.example.com), https://www.example.com", mendedLinks{secured: 2}},
		{"code stays", "`http://localhost`", "`http://localhost`", mendedLinks{}},
		{"other places", "[a](b.md) [c](javascript:x) ftp://example.com/d", "a c `ftp://example.com/d`", mendedLinks{dropped: []string{"b.md", "javascript:x", "ftp://example.com/d"}}},
		{"with a user", "[a](https://me@example.com)", "a", mendedLinks{dropped: []string{"https://me@example.com"}}},
		{"pictures", "![a](https://example.com/a.png) ![](https://example.com/b.png)", "[a](https://example.com/a.png) [example.com](https://example.com/b.png)", mendedLinks{images: 2}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, mended := withSafeLinks(test.answer)
			assert.Equal(t, test.want, got)
			assert.Equal(t, test.mended, mended)
		})
	}
}
