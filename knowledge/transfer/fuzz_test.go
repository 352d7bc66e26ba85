package transfer

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/knowledge"
)

// importAnything reads a file, and holds what comes of it to what every import promises: articles that keep the rules,
// each in a file of its own, no words that lead to two of them, and the same again from the same file.
func importAnything(t *testing.T, format Format, data []byte) {
	options := usual()
	options.Format = format
	imported, err := Read("file", data, options)
	if err != nil {
		assert.NotEmpty(t, err.Error())
		return
	}
	paths, words := map[string]bool{}, map[string]bool{}
	for _, article := range imported.Articles {
		roundTrip(t, article)
		require.False(t, paths[article.Path], "%s is there twice", article.Path)
		paths[article.Path] = true
		for _, text := range append([]string{article.Question}, article.Phrasings...) {
			key := article.Language + "/" + knowledge.Normal(text)
			require.False(t, words[key], "%q is there twice", text)
			words[key] = true
		}
	}
	for _, note := range imported.Notes {
		require.NotEmpty(t, note.Message)
	}
	again, err := Read("file", data, options)
	require.NoError(t, err)
	require.Equal(t, imported, again)
}

func fuzzFormat(f *testing.F, format Format, files ...string) {
	f.Helper()
	for _, name := range files {
		f.Add(sampleFile(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) { importAnything(t, format, data) })
}

func FuzzTSV(f *testing.F) {
	f.Add([]byte("Question\tAnswer\n\"a\"\"b\"\t\"\n\n\"\"\t\""))
	fuzzFormat(f, TSV, "qnamaker.tsv", "saved-by-excel.tsv")
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("Question,Answer,Phrasings\r\na?,\"<b>b\",c|d\n"))
	fuzzFormat(f, CSV, "own.csv")
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`[{"id":"x","questions":["a?","a"],"answer":"b","metadata":{"c":"d"},"context":null}]`))
	fuzzFormat(f, JSON, "qnamaker.json", "project.json")
}

func FuzzYAML(f *testing.F) {
	f.Add([]byte("sections:\n- &a\n  questions: [{question: a?, answer: b}]\n- *a\n"))
	fuzzFormat(f, YAML, "faq.yml")
}

func FuzzXLSX(f *testing.F) {
	f.Add(workbook(f, string(sampleFile(f, "qnamaker.tsv"))))
	fuzzFormat(f, XLSX)
}

// FuzzAnswer mends answers: whatever is in one, what comes of it is no raw HTML and links to whole addresses alone.
func FuzzAnswer(f *testing.F) {
	for _, answer := range []string{
		"<p>One<br/>two</p><ul><li>a<ol><li><b> b </b></li></ol></li></ul>", "a < b && c > d", "<table><tr><td>x<td>y|z<tr><td>1</table>",
		"`<b>` stays, ```\n<i>\n``` too", "<script>alert(1)</script><!-- no -->", "<a href='http://x.example.com/(1) 2'>here</a>",
		"[a](http://b.example.com) ![c](d.png) <e@f.example.com> www.g.example.com <https://h.example.com>", "&lt;b&gt; &copy; ?a=1&copy=2",
		"<pre><code>x ``` y\n</code></pre>", "\\<b> \\\\<i>x</i>", "<Your Name>", "<div", "[a]: http://b.example.com", "<li>x</ul></ol></td>",
	} {
		f.Add(answer)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		mended, _ := withoutHTML(clean(answer))
		mended, _ = withSafeLinks(mended)
		again, _ := withSafeLinks(mended)
		assert.Equal(t, mended, again, "what is mended needs no mending")
	})
}
