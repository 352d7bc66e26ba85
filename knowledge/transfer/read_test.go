package transfer

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/knowledge"
)

func read(t *testing.T, name, text string, options Options) Imported {
	t.Helper()
	imported, err := Read(name, []byte(text), options)
	require.NoError(t, err)
	return imported
}

func messages(imported Imported) string {
	var out strings.Builder
	for _, note := range imported.Notes {
		fmt.Fprintln(&out, note)
	}
	return out.String()
}

func TestDetect(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, data string
		want       Format
	}{
		{"kb.tsv", "Question\tAnswer\n", TSV},
		{"kb.txt", "\xff\xfeQ\x00\t\x00A\x00\n\x00", TSV},
		{"kb.csv", "Question;Answer\n", CSV},
		{"kb", "sp\xf8rsm\xe5l,svar\n", CSV},
		{"kb.csv", "[{\"questions\": []}]", JSON},
		{"kb", "\ufeff{\"qnaDocuments\": []}", JSON},
		{"faq", "\n### YamlMime:FAQ\n", YAML},
		{"faq.yaml", "sections: []\n", YAML},
		{"kb.tsv", "PK\x03\x04", XLSX},
	} {
		got, err := Detect(test.name, []byte(test.data))
		require.NoError(t, err, test.data)
		assert.Equal(t, test.want, got, test.data)
	}
	_, err := Detect("notes.txt", []byte("Some notes"))
	assert.ErrorContains(t, err, "--format")
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, data string
		format     Format
		want       string
	}{
		{"too large", strings.Repeat("a,b\n", MaxFile/4+1), CSV, "more than 20 MB"},
		{"no format", "words", "", "none of the formats"},
		{"unknown format", "words", "docx", "none of the formats"},
		{"no columns", "a,b\nc,d\n", CSV, `no column "question"`},
		{"no answers", "Question\tReply\n", TSV, `no column "answer"`},
		{"empty", "", CSV, "the table is empty"},
		{"too many rows", "Question,Answer\n" + strings.Repeat("a,b\n", maxRows), CSV, "more than 50000 rows"},
		{"too many rows with tabs", "Question\tAnswer\n" + strings.Repeat("a\tb\n", maxRows), TSV, "more than 50000 rows"},
		{"a quote too few", "Question,Answer\n\"a,b\n", CSV, "double the quotes"},
		{"no JSON", "{", JSON, "export it again"},
		{"other JSON", `{"a": 1}`, JSON, "qnaDocuments"},
		{"no YAML", "a: b: c", YAML, "read the YAML"},
		{"other YAML", "### YamlMime:Hub\ntitle: x\n", YAML, "there are no questions"},
		{"an archive", archive(t, "kb.tsv", []byte("Question\tAnswer\n")), "", "unpack it"},
		{"an archive that is cut off", archive(t, "kb.tsv", nil)[:20], "", "no .xlsx workbook"},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", XLSX, "no .xlsx workbook"},
		{"a bomb", archive(t, "xl/workbook.xml", make([]byte, maxUnpacked+1)), "", "more than 64 MB"},
		{"no sheet", archive(t, "xl/workbook.xml", []byte("<workbook/>")), "", "as xlsx"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			options := usual()
			options.Format = test.format
			imported, err := Read("file", []byte(test.data), options)
			require.ErrorContains(t, err, test.want)
			assert.Empty(t, imported)
		})
	}
}

// archive is a zip file with one file in it.
func archive(t *testing.T, name string, content []byte) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	file, err := w.Create(name)
	require.NoError(t, err)
	_, err = file.Write(content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.String()
}

// What exists keeps its words, and an article that was imported before is the same one again.
func TestReadAmongOthers(t *testing.T) {
	t.Parallel()
	const table = "Question,Answer,Phrasings\nHow do I share an app?,Select Share.,give an app away|hand over\nHow do I hand over?,Ask us.,\n" +
		"What is a solution?,A box.,box\n"
	options := usual()
	options.Existing = []knowledge.Article{
		{ID: "handover", Language: "en", Path: "en/handover.md", Question: "How do I hand over?", Phrasings: []string{"Hand over!"}},
		{ID: "box", Language: "nb", Path: "nb/box.md", Question: "Box?"},
		{ID: "what-is-a-solution", Language: "en", Path: "en/more/what-is-a-solution.md", Question: "What is a solution?", Phrasings: []string{"box"}},
	}
	imported := read(t, "a.csv", table, options)
	require.Len(t, imported.Articles, 2, messages(imported))
	assert.Equal(t, []string{"give an app away"}, imported.Articles[0].Phrasings)
	assert.Equal(t, "en/more/what-is-a-solution.md", imported.Articles[1].Path)
	assert.Equal(t, []string{"box"}, imported.Articles[1].Phrasings)
	assert.Contains(t, messages(imported), `line 2: "How do I share an app?": "hand over" leads to en/handover.md already`)
	assert.Contains(t, messages(imported), `line 3: skipped: "How do I hand over?": en/handover.md has this question already`)
}

func TestIDs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"How do I share an app?":          "how-do-i-share-an-app",
		"Får jeg lån på Ærøy? Å, straks!": "far-jeg-lan-pa-aeroy-a-straks",
		"I can't log in – Überraschung":   "i-cant-log-in-uberraschung",
		"  --- ":                          "",
		"どうすれば":                           "",
		strings.Repeat("word ", 20):       "word-word-word-word-word-word-word-word-word-word-word-word",
		strings.Repeat("x", 80):           strings.Repeat("x", maxSlug),
	} {
		assert.Equal(t, want, slug(text), text)
	}
	imported := read(t, "a.csv", "Question,Answer\nC#?,One.\nC++?,Two.\nC?!,Three.\nどうすれば?,Four.\n", usual())
	var ids []string
	for _, article := range imported.Articles {
		ids = append(ids, article.ID)
	}
	assert.Equal(t, []string{"c", "article-f138a664"}, ids, "C# and C++ are the same words to the engine")
	assert.Contains(t, messages(imported), `line 3: skipped: "C++?"`)
}

// An id stays what it is when rows come and go around it.
func TestIDsAreStable(t *testing.T) {
	t.Parallel()
	const long = "Why does the very same flow that ran without a fault for years fail since "
	ids := map[string]string{}
	for _, rows := range []string{"yesterday?,A.\n", "yesterday?,A.\n" + long + "today?,B.\n", "yesterday?,A.\n" + long + "noon?,C.\n" + long + "today?,B.\n"} {
		for _, article := range read(t, "a.csv", "Question,Answer\n"+long+rows, usual()).Articles {
			if before, again := ids[article.Question]; again {
				assert.Equal(t, before, article.ID)
			}
			ids[article.Question] = article.ID
		}
	}
	assert.Len(t, ids, 3)
}

func TestReadLanguages(t *testing.T) {
	t.Parallel()
	const table = "Question,Answer\nHow do I share my app?,You select the button and write a name.\nHvordan deler jeg appen min?,Velg knappen og skriv et navn.\nPower Apps?,Se www.example.com og les mer om det du vil vite.\n"
	paths := func(language string) (paths []string) {
		options := usual()
		options.Language = language
		for _, article := range read(t, "a.csv", table, options).Articles {
			paths = append(paths, article.Path)
		}
		return paths
	}
	assert.Equal(t, []string{"en/how-do-i-share-my-app.md", "nb/hvordan-deler-jeg-appen-min.md", "nb/power-apps.md"}, paths(""))
	assert.Equal(t, []string{"en/how-do-i-share-my-app.md", "en/hvordan-deler-jeg-appen-min.md", "en/power-apps.md"}, paths("en"))
}

func TestQuestions(t *testing.T) {
	t.Parallel()
	long := strings.TrimSpace(strings.Repeat("words ", 25))
	for _, test := range []struct {
		name, questions, title string
		phrasings              []string
		note                   string
	}{
		{"the first that is a question", "Share.|How do I share?|share how?", "How do I share?", []string{"Share.", "share how?"}, ""},
		{"none is", "Share it!|sharing", "Share it?", []string{"sharing"}, "ends with a question mark"},
		{"a long one", long, long[:len("words ")*19] + "…?", []string{long}, "was cut"},
		{"a long one beside a short one", long + "?|short", "short?", []string{long + "?"}, ""},
		{"a very long one", "a?|" + long + " " + long, "a?", nil, "left out of the phrasings"},
		{"twice the same", "A b?|a, B!|c", "A b?", []string{"c"}, ""},
		{"with tags", "<p>A <b>b</b> &amp; &lt;c&gt;?</p>", "A b & <c>?", nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			first, rest, _ := strings.Cut(test.questions, "|")
			imported := read(t, "a.csv", "Question,Answer,Phrasings\n\""+first+"\",An answer.,\""+rest+"\"\n", usual())
			require.Len(t, imported.Articles, 1, messages(imported))
			assert.Equal(t, strings.ReplaceAll(test.title, " …", "…"), imported.Articles[0].Question)
			assert.Equal(t, test.phrasings, append([]string(nil), imported.Articles[0].Phrasings...))
			assert.Contains(t, messages(imported), test.note)
		})
	}
}

// Who wants validated articles at once gets those that may be, and is told about the others.
func TestReadValidated(t *testing.T) {
	t.Parallel()
	options := usual()
	options.State = knowledge.Validated
	imported := read(t, "a.csv", "Question,Answer,Phrasings\nA?,An answer.,b|c|d\nE?,Another.,f\n", options)
	require.Len(t, imported.Articles, 1)
	assert.True(t, imported.Articles[0].Published())
	assert.Contains(t, messages(imported), `skipped: "E?": 1 phrasings`)
}

func TestMerge(t *testing.T) {
	t.Parallel()
	imported := read(t, "a.tsv", "Question\tAnswer\tQnaId\nA?\tA long enough answer.\t\na b\tA long enough answer.\t\nC?\tYes.\t1\nD?\tYes.\t2\nc\tYes.\t1\nC?\tYes.\t3\n", usual())
	require.Len(t, imported.Articles, 3, messages(imported))
	assert.Equal(t, []string{"a b"}, imported.Articles[0].Phrasings)
	assert.Equal(t, "D?", imported.Articles[2].Question, "two questions may have one short answer")
	assert.Contains(t, messages(imported), "the same question and answer as on line 4; made one")
}

func TestUnescape(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`one:\n\n1.  two\r\nthree`:  "one:\n\n1.  two\nthree",
		`open C:\new\nested now\n`:  "open C:\\new\\nested now\n",
		`\n\nC:\new`:                "\n\nC:\\new",
		`\\server\news\n and\nmore`: "\\\\server\\news\\n and\nmore",
		`a \ b`:                     `a \ b`,
	} {
		assert.Equal(t, want, unescape(text))
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "a\nb\tc\nd\ufffd", clean("\ufeffa\r\nb\t\x07c\rd\x85"))
}

// A cell without a column is not lost in silence: most often it is the rest of a text with a comma in it.
func TestCellsBeyondTheColumns(t *testing.T) {
	t.Parallel()
	imported := read(t, "a.csv", "Question,Answer\nHow do I share?,Select Share, then a name.\nHow do I hand over?,Ask us.,,\n", usual())
	require.Len(t, imported.Articles, 2, messages(imported))
	assert.Contains(t, messages(imported), `line 2: "How do I share?": "then a name." stands beyond the last column`)
	assert.NotContains(t, messages(imported), "line 3: \"How do I hand over?\": \"")
}
