package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/config"
	"deskhand/knowledge/encoder"
)

func TestEncoderThatIsWantedAndThere(t *testing.T) {
	t.Parallel()
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		fmt.Fprint(w, `{"data":[{"index":0,"embedding":[3,4]},{"index":1,"embedding":[1,0]}]}`)
	}))
	t.Cleanup(service.Close)
	damaged := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(damaged, encoder.Folder), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(damaged, encoder.Folder, "model.json"), []byte("{"), 0o600))
	tests := map[string]struct {
		kb   config.KB
		want string // its name; "" when there is none
		log  string
	}{
		"off":           {config.KB{Encoder: "off", Embeddings: config.Embeddings{URL: service.URL, Model: "m"}}, "", ""},
		"not installed": {config.KB{Encoder: "auto"}, "", "level=INFO .*make model"},
		"damaged":       {config.KB{Encoder: "auto", Models: damaged}, "", "level=WARN .*make model"},
		"service":       {config.KB{Encoder: "auto", Embeddings: config.Embeddings{URL: service.URL, Model: "m"}}, "m at " + service.URL + "/embeddings", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			e := &env{ctx: t.Context(), config: config.Config{DataDir: t.TempDir(), KB: test.kb}}
			found, giveBack, err := openEncoder(e, slog.New(slog.NewTextHandler(&log, nil)))
			require.NoError(t, err)
			if assert.Regexp(t, test.log, log.String()); test.log == "" {
				assert.Empty(t, log.String())
			}
			if test.want == "" {
				assert.Nil(t, found)
				require.NoError(t, giveBack())
				return
			}
			assert.Equal(t, test.want, found.Name())
			vectors, err := found.Encode(t.Context(), []string{"a", "b"})
			require.NoError(t, err)
			assert.Equal(t, [][]float32{{.6, .8}, {1, 0}}, vectors)
			require.NoError(t, giveBack())
			kept, err := filepath.Glob(filepath.Join(e.config.DataDir, "vectors", "*.vectors"))
			require.NoError(t, err)
			assert.Len(t, kept, 1)
		})
	}
}
