package graphtest

import (
	"os"
	"path/filepath"
)

// TB is what Start needs of a test; *testing.T and *testing.B have it.
type TB interface {
	Helper()
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Cleanup(f func())
}

// Start starts a server for a test, which ends it. Requests and answers are held against the description of Graph where
// FindSpec finds it, and the test fails when one is not allowed.
func Start(tb TB, o Options) *Server {
	tb.Helper()
	if o.Spec == "" {
		if o.Spec = FindSpec(); o.Spec == "" {
			tb.Logf("graphtest: shared/%s is not there: requests and answers are not held against it", specFile)
		}
	}
	if o.Violation == nil {
		o.Violation = func(err error) { tb.Errorf("graphtest: %v", err) }
	}
	s, err := New(o)
	if err != nil {
		tb.Fatalf("graphtest: %v", err)
		return nil
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Errorf("graphtest: %v", err)
		}
	})
	return s
}

// specFile is where the description of Graph lies in the shared folder.
const specFile = "data/graph-openapi-subset.yaml"

// FindSpec looks for the description of Graph in a folder named shared beside the working directory or beside one of the
// folders above it, and returns "" when there is none.
func FindSpec() string {
	dir, err := os.Getwd()
	for err == nil {
		file := filepath.Join(dir, "..", "shared", specFile)
		if info, failed := os.Stat(file); failed == nil && info.Mode().IsRegular() {
			return file
		}
		if dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	return ""
}
