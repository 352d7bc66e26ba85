package transfer

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"deskhand/knowledge"
)

var update = flag.Bool("update", false, "write the golden files anew")

// usual are the options of a first import.
func usual() Options {
	return Options{Owner: "Help desk", ReviewBy: time.Date(2027, 2, 20, 0, 0, 0, 0, time.UTC), State: knowledge.NotValidated}
}

func sampleFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return data
}

// shown is all that came of a file as one text.
func shown(t *testing.T, imported Imported) string {
	t.Helper()
	var out strings.Builder
	fmt.Fprintf(&out, "%s, %d articles\n", imported.Format, len(imported.Articles))
	for _, note := range imported.Notes {
		fmt.Fprintln(&out, note)
	}
	for _, article := range imported.Articles {
		fmt.Fprintf(&out, "\n=== %s\n%s", article.Path, roundTrip(t, article))
	}
	return out.String()
}

func TestReadSamples(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"qnamaker.tsv", "saved-by-excel.tsv", "own.csv", "faq.yml", "qnamaker.json", "project.json"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			imported, err := Read(name, sampleFile(t, name), usual())
			require.NoError(t, err)
			got, golden := shown(t, imported), filepath.Join("testdata", name+".golden")
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o600))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			assert.Equal(t, string(want), got)
		})
	}
}

// workbook is a workbook with the rows of a table of tabs on its second sheet.
func workbook(t testing.TB, table string) []byte {
	t.Helper()
	book := excelize.NewFile()
	_, err := book.NewSheet("QnAs")
	require.NoError(t, err)
	for i, line := range strings.Split(strings.TrimSpace(strings.ReplaceAll(table, "\r\n", "\n")), "\n") {
		cells := strings.Split(line, "\t")
		require.NoError(t, book.SetSheetRow("QnAs", fmt.Sprintf("A%d", i+1), &cells))
	}
	var out bytes.Buffer
	require.NoError(t, book.Write(&out))
	require.NoError(t, book.Close())
	return out.Bytes()
}

// A workbook with the same rows makes the same articles.
func TestReadWorkbook(t *testing.T) {
	t.Parallel()
	table := sampleFile(t, "qnamaker.tsv")
	want, err := Read("kb.tsv", table, usual())
	require.NoError(t, err)
	got, err := Read("kb.xlsx", workbook(t, string(table)), usual())
	require.NoError(t, err)
	assert.Equal(t, XLSX, got.Format)
	assert.Equal(t, want.Articles, got.Articles)
	require.NotEmpty(t, got.Notes)
	assert.Contains(t, got.Notes[0].String(), `only the sheet "QnAs" was read`)
	assert.Equal(t, want.Notes, got.Notes[1:])
}
