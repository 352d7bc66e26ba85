package knowledge

import (
	"bytes"
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// slowEncoder encodes nothing before it is let go.
type slowEncoder struct {
	begun chan struct{}
	letGo chan struct{}
}

func (slowEncoder) Name() string { return "slow" }

func (slowEncoder) Knows(string) bool { return true }

func (s slowEncoder) Encode(ctx context.Context, texts []string) ([][]float32, error) {
	select {
	case s.begun <- struct{}{}:
	default:
	}
	select {
	case <-s.letGo:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		vectors[i] = []float32{1, 0}
		if len(text)%2 == 0 {
			vectors[i] = []float32{0, 1}
		}
	}
	return vectors, nil
}

// However long learning takes, articles that change meanwhile are answered at once, one change after the other.
func TestArticlesChangeDuringTraining(t *testing.T) {
	t.Parallel()
	kb := house(t)
	encoder := slowEncoder{begun: make(chan struct{}, 1), letGo: make(chan struct{})}
	options := testOptions(kb, "")
	options.Encoder = encoder
	e, err := Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	trained := make(chan error, 1)
	go func() { trained <- e.Train(t.Context()) }()
	<-encoder.begun
	for _, what := range []string{"gate", "fence", "hedge"} {
		writeFile(t, kb, "en/"+what+".md", articleText(what, "mend the old "+what))
		report, err := e.Refresh(t.Context()) // would wait for the end of the training, if that held on to a snapshot
		require.NoError(t, err)
		assert.Equal(t, 1, report.Added)
		assert.Equal(t, what, first(t, e, "old "+what, "en").ID)
	}
	close(encoder.letGo)
	require.NoError(t, <-trained)
	require.NoError(t, e.Train(t.Context()), "of what came meanwhile")
	assert.Equal(t, "hedge", first(t, e, "old hedge", "en").ID)
}

func TestTellerTellsNowAndThen(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	now := today
	options := testOptions("", "")
	options.Logger = slog.New(slog.NewTextHandler(&log, nil))
	options.Now = func() time.Time { return now }
	letGo := make(chan struct{})
	close(letGo)
	options.Encoder = slowEncoder{letGo: letGo}
	e := &Engine{options: options}
	encoder := e.teller(300)
	for range 3 {
		_, err := encoder.Encode(t.Context(), make([]string, 50))
		require.NoError(t, err)
	}
	assert.Empty(t, log.String())
	now = now.Add(2 * tellEvery)
	for range 2 {
		_, err := encoder.Encode(t.Context(), make([]string, 50))
		require.NoError(t, err)
	}
	assert.Equal(t, 1, bytes.Count(log.Bytes(), []byte("\n")), log.String())
	assert.Contains(t, log.String(), "done=200 of=300")
	assert.Nil(t, (&Engine{}).teller(1), "no encoder, and not one that is nil within")
}
