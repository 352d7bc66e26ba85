package eval_test

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain sees to it that every engine that was opened is closed.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker"))
}
