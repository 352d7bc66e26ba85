package encoder

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// installed opens the model where the tests look for it, or skips the test.
func installed(tb testing.TB) *Model {
	tb.Helper()
	dir := os.Getenv("DESKHAND_TEST_MODEL")
	if dir == "" {
		dir = filepath.Join("../../data/models", Folder)
	}
	m, err := Open(dir)
	if errors.Is(err, ErrNotInstalled) {
		tb.Skipf("%v, or set DESKHAND_TEST_MODEL to its folder", err)
	}
	require.NoError(tb, err)
	return m
}

// original is what the model as its authors run it makes of sentences; testdata/original.mjs writes it.
func original(tb testing.TB) (sentences []string, vectors [][]float32) {
	tb.Helper()
	const scale = 4 * 32767
	file, err := os.Open("testdata/original.tsv")
	require.NoError(tb, err)
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		quoted, encoded, _ := strings.Cut(lines.Text(), "\t")
		var sentence string
		require.NoError(tb, json.Unmarshal([]byte(quoted), &sentence))
		data, err := base64.StdEncoding.DecodeString(encoded)
		require.NoError(tb, err)
		require.Len(tb, data, 2*Dimensions)
		vector := make([]float32, Dimensions)
		for i := range vector {
			vector[i] = float32(int16(binary.LittleEndian.Uint16(data[2*i:]))) / scale
		}
		sentences, vectors = append(sentences, sentence), append(vectors, vector)
	}
	return sentences, vectors
}

// tolerance is half a step of the fixture, and a little for sums that are made in another order.
const tolerance = .75 / (4 * 32767)

func TestVectorsAreThoseOfTheOriginal(t *testing.T) {
	t.Parallel()
	m := installed(t)
	sentences, want := original(t)
	require.Greater(t, len(sentences), 200)
	got, err := m.Encode(t.Context(), sentences)
	require.NoError(t, err)
	for i, sentence := range sentences {
		assert.LessOrEqual(t, farthest(got[i], want[i]), tolerance, "%.80q", sentence)
	}
}

// farthest is the greatest distance of two vectors in any of their dimensions.
func farthest(a, b []float32) float64 {
	var most float64
	for i := range a {
		most = max(most, math.Abs(float64(a[i])-float64(b[i])))
	}
	return most
}
