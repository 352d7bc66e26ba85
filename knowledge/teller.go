package knowledge

import (
	"context"
	"log/slog"
	"time"
)

// teller is an encoder that says now and then how far it is: the first time, with thousands of articles, it takes minutes.
type teller struct {
	Encoder
	logger      *slog.Logger
	now         func() time.Time
	told        time.Time
	done, total int
}

// teller is the engine's encoder for so many texts, or nil without one.
func (e *Engine) teller(total int) Encoder {
	if e.options.Encoder == nil {
		return nil
	}
	return &teller{Encoder: e.options.Encoder, logger: e.options.Logger, now: e.options.Now, told: e.options.Now(), total: total}
}

// Encode implements Encoder. It is for one goroutine.
func (t *teller) Encode(ctx context.Context, texts []string) ([][]float32, error) {
	vectors, err := t.Encoder.Encode(ctx, texts)
	t.done += len(texts)
	if now := t.now(); err == nil && now.Sub(t.told) > tellEvery {
		t.told = now
		t.logger.InfoContext(ctx, "the meaning of the phrasings is being learnt", "done", t.done, "of", t.total)
	}
	return vectors, err
}
