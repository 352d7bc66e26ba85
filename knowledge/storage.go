package knowledge

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	bolt "go.etcd.io/bbolt/errors"
)

// lockWait is how long to wait for another process that has the index open: a command at the terminal is done by then.
const lockWait = 300 * time.Millisecond

// The index lies in a folder of its own, so that another can be built beside it and moved into its place.
const (
	currentDir = "current"
	buildDir   = "build-*"
)

var errInUse = errors.New("another process has the index open")

// openStored opens the index on disk. One that is missing, damaged or of another format is built anew.
func (e *Engine) openStored(ctx context.Context) (*bleveIndex, error) {
	current := filepath.Join(e.options.IndexDir, currentDir)
	opened, err := openSound(current)
	switch {
	case err == nil:
		e.clearBuilds(ctx)
		return opened, nil
	case errors.Is(err, bolt.ErrTimeout):
		return nil, fmt.Errorf("%w: %w", errInUse, err)
	case !errors.Is(err, fs.ErrNotExist):
		e.options.Logger.WarnContext(ctx, "the index cannot be used and is built anew", "dir", current, "error", err)
	}
	if err := e.build(ctx, current); err != nil {
		return nil, err
	}
	return openSound(current)
}

// build makes the index beside its place and moves it there when it is whole.
func (e *Engine) build(ctx context.Context, current string) error {
	if err := os.MkdirAll(e.options.IndexDir, 0o700); err != nil {
		return fmt.Errorf("make the folder of the index: %w", err)
	}
	dir, err := os.MkdirTemp(e.options.IndexDir, buildDir)
	if err != nil {
		return fmt.Errorf("make the folder of the index: %w", err)
	}
	defer os.RemoveAll(dir)
	fresh, err := openIndex(dir, true)
	if err != nil {
		return fmt.Errorf("make the index: %w", err)
	}
	_, err = e.update(ctx, fresh)
	if err := errors.Join(err, fresh.Close()); err != nil {
		return err
	}
	if err := os.RemoveAll(current); err != nil {
		return fmt.Errorf("remove the old index: %w", err)
	}
	if err := os.Rename(dir, current); err != nil {
		return fmt.Errorf("put the index in its place: %w", err)
	}
	return nil
}

// clearBuilds removes what processes left that were stopped while they built.
func (e *Engine) clearBuilds(ctx context.Context) {
	left, err := filepath.Glob(filepath.Join(e.options.IndexDir, buildDir))
	for _, dir := range left {
		err = errors.Join(err, os.RemoveAll(dir))
	}
	if err != nil {
		e.options.Logger.WarnContext(ctx, "an index that was never finished cannot be removed; remove it by hand", "error", err)
	}
}

// openSound opens an index only if all of it can be trusted. Damage makes bleve panic as often as fail; both mean the
// same here: the index is of no use.
func openSound(dir string) (opened *bleveIndex, err error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, err
	}
	defer func() {
		if damage := recover(); damage != nil {
			opened, err = nil, fmt.Errorf("the index is damaged: %v", damage)
		}
	}()
	opened, err = openIndex(dir, false)
	if err != nil {
		return nil, err
	}
	if err := opened.sound(); err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return opened, nil
}

// sound checks the format, the sums of the segments, and that no article is missing.
func (b *bleveIndex) sound() error {
	if b.made.Format != indexFormat {
		return fmt.Errorf("the index has format %d; this version reads %d", b.made.Format, indexFormat)
	}
	if len(b.made.Entries) == 0 { // bleve takes a folder without its list of segments for a new index
		return errors.New("the index does not know what it was made from")
	}
	reader, err := b.Reader()
	if err != nil {
		return err
	}
	defer reader.Close()
	if snapshot, ok := reader.(*scorch.IndexSnapshot); ok {
		for _, s := range snapshot.Segments() {
			if segment, ok := s.Segment().(interface{ Path() string }); ok {
				if err := checkSum(segment.Path()); err != nil {
					return err
				}
			}
		}
	}
	served := uint64(0)
	for _, e := range b.made.Entries {
		if e.Served {
			served++
		}
	}
	if count, err := reader.DocCount(); err != nil || count < served {
		return errors.Join(err, fmt.Errorf("the index holds %d articles instead of %d", count, served))
	}
	return nil
}

// checkSum compares a segment with the CRC-32 that bleve writes into its last four bytes and never reads.
func checkSum(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(sum, f, max(0, info.Size()-4)); err != nil {
		return err
	}
	var stored [4]byte
	if _, err := io.ReadFull(f, stored[:]); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(stored[:]) != sum.Sum32() {
		return fmt.Errorf("the sum of %s is wrong", filepath.Base(path))
	}
	return nil
}
