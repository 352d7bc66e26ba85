package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// built builds the program that is measured.
func built(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "deskhand")
	output, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "../deskhand").CombinedOutput()
	require.NoError(t, err, string(output))
	return bin
}

func TestBench(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds the program")
	}
	sets := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(sets, "hwu64"), 0o755))
	for _, name := range []string{"train.tsv", "test.tsv"} {
		require.NoError(t, os.WriteFile(filepath.Join(sets, "hwu64", name), []byte("a\topen the door\nb\tpaint walls\n"), 0o600))
	}
	var table, progress bytes.Buffer
	err := run(t.Context(), []string{"-bin", built(t), "-kb", "../../kb", "-sets", sets, "-articles", "30"}, &table, &progress)
	require.NoError(t, err)
	assert.Contains(t, progress.String(), "CLINC150 is left out")
	lines := strings.Split(strings.TrimSpace(table.String()), "\n")
	require.Len(t, lines, 8, "%s", &table)
	assert.Regexp(t, `^HWU64 +1\.000 .* - +- +-$`, lines[1])
	assert.Regexp(t, `^our own articles +0\.\d{3} `, lines[3])
	assert.Regexp(t, `^30 articles, built +[01]\.\d{3} .* \d+\.\d+ +\d+ +\d+$`, lines[5])
}

func TestOptions(t *testing.T) {
	t.Parallel()
	bin := filepath.Join(t.TempDir(), "deskhand")
	require.NoError(t, os.WriteFile(bin, nil, 0o600))
	o, err := readOptions([]string{"-bin", bin, "-articles", "5, 7"}, io.Discard)
	require.NoError(t, err)
	assert.Equal(t, []int{5, 7}, o.sizes)
	_, err = readOptions([]string{"-bin", bin, "-articles", "many"}, io.Discard)
	assert.ErrorContains(t, err, "such as 10000,100000")
	_, err = readOptions([]string{"-bin", bin + "x"}, io.Discard)
	assert.ErrorContains(t, err, "make build")
}

// A program that fails is told with what it said.
func TestTrialFails(t *testing.T) {
	t.Parallel()
	_, err := trial{name: "x"}.run(t.Context(), "false")
	assert.ErrorContains(t, err, "exit status 1")
}
