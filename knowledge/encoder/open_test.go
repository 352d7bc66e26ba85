package encoder

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// spoilt is a model whose weights are all nothing, to be spoilt.
type spoilt struct {
	manifest   manifest
	bytes      int64  // of the file of weights
	begin      []byte // what it begins with
	vocabulary string
	text       string // of model.json, instead of the manifest
}

func TestModelThatCannotBeRead(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		spoil func(*spoilt)
		want  string // "" when it can be read
	}{
		"whole":       {func(*spoilt) {}, ""},
		"cut short":   {func(p *spoilt) { p.bytes-- }, "unexpected EOF"},
		"cut shorter": {func(p *spoilt) { p.bytes = 0 }, "EOF"},
		"too long":    {func(p *spoilt) { p.bytes += 3 }, "the files of weights hold 3 bytes more than model.json says"},
		"a tensor less": {
			func(p *spoilt) {
				p.manifest.Groups[0].Tensors = p.manifest.Groups[0].Tensors[1:]
				p.bytes -= 4 * embedded * 8002
			},
			`"module/Embeddings_en" is missing`,
		},
		"a tensor more": {
			func(p *spoilt) {
				group := &p.manifest.Groups[0]
				group.Tensors = append(group.Tensors, tensor{"other", []int{2, 0, 3}, "int32"}, tensor{"another", nil, "int32"})
				p.bytes += 4
			}, "",
		},
		"another shape": {
			func(p *spoilt) { p.manifest.Groups[0].Tensors[0].Shape = []int{embedded, 8002} },
			`"module/Embeddings_en" is a float32 of shape [256 8002], not a float32 of shape [8002 256]`,
		},
		"another type": {
			func(p *spoilt) { p.manifest.Groups[0].Tensors[0].Type = "uint8" }, `"module/Embeddings_en" is a uint8 of shape [8002 256]`,
		},
		"vast": {
			func(p *spoilt) { p.manifest.Groups[0].Tensors[0].Shape = []int{1 << 30, 1 << 30} }, "is a float32 of shape [1073741824 1073741824]",
		},
		"negative":     {func(p *spoilt) { p.manifest.Groups[0].Tensors[0].Shape = []int{-1} }, "is a float32 of shape [-1]"},
		"not a number": {func(p *spoilt) { p.begin = []byte{0, 0, 0xc0, 0x7f} }, "one is not a number"},
		"no file":      {func(p *spoilt) { p.manifest.Groups[0].Files = []string{"weights", "other"} }, "other: no such file"},
		"elsewhere": {
			func(p *spoilt) { p.manifest.Groups[0].Files = []string{"../weights"} }, "../weights: path escapes from parent",
		},
		"no manifest":   {func(p *spoilt) { p.text = "[" }, "model.json: unexpected end of JSON input"},
		"no vocabulary": {func(p *spoilt) { p.vocabulary = `{}` }, "vocab.json: json: cannot unmarshal object"},
		"few pieces":    {func(p *spoilt) { p.vocabulary = `[["a",1]]` }, "vocab.json: it holds 1 pieces, and the weights are those of 8002"},
		"many more pieces": {
			func(p *spoilt) {
				data, _ := json.Marshal(slices.Repeat([][]any{{"a", 1}}, 8003))
				p.vocabulary = string(data)
			}, "it holds 8003 pieces",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := nothing(t, test.spoil)
			m, err := Open(dir)
			if test.want == "" {
				require.NoError(t, err)
				assert.Len(t, m.EncodeOne(nil, "a b"), Dimensions)
				return
			}
			require.ErrorContains(t, err, test.want)
			assert.ErrorContains(t, err, "remove the folder "+dir+", then run make model")
		})
	}
}

func TestModelThatIsNotInstalled(t *testing.T) {
	t.Parallel()
	_, err := Open(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, ErrNotInstalled)
	assert.ErrorContains(t, err, "run make model")
}

// nothing writes a model whose weights are all nothing, as it was spoilt.
func nothing(t *testing.T, spoil func(*spoilt)) (dir string) {
	t.Helper()
	p := spoilt{vocabulary: small}
	p.manifest.Groups = append(p.manifest.Groups, struct {
		Files   []string `json:"paths"`
		Tensors []tensor `json:"weights"`
	}{Files: []string{"weights"}})
	parts := new(Model).parts()
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		one := tensor{name, parts[name].shape, "float32"}
		p.manifest.Groups[0].Tensors = append(p.manifest.Groups[0].Tensors, one)
		p.bytes += int64(4 * one.size())
	}
	spoil(&p)

	dir = t.TempDir()
	text, err := json.Marshal(p.manifest)
	require.NoError(t, err)
	if p.text != "" {
		text = []byte(p.text)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "model.json"), text, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "vocab.json"), []byte(p.vocabulary), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "weights"), p.begin, 0o600))
	require.NoError(t, os.Truncate(filepath.Join(dir, "weights"), p.bytes))
	return dir
}
