package encoder

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"slices"
)

// ErrNotInstalled is returned by Open when the folder holds no model.
var ErrNotInstalled = errors.New("the sentence encoder is not installed; run make model")

// Open reads the model from a folder that holds the files of the npm package as they are. It returns ErrNotInstalled when
// there is none.
func Open(dir string) (*Model, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w (looked in %s)", ErrNotInstalled, dir)
	}
	m := &Model{tile: fastest()}
	if err == nil {
		defer root.Close()
		if err = m.weights(root); err == nil {
			err = m.vocabulary(root)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("the sentence encoder can't be read: %w; remove the folder %s, then run make model", err, dir)
	}
	return m, nil
}

// vocabulary reads the pieces that the model knows.
func (m *Model) vocabulary(root *os.Root) error {
	data, err := root.ReadFile("vocab.json")
	if err != nil {
		return err
	}
	var pieces []piece
	if err := json.Unmarshal(data, &pieces); err != nil {
		return fmt.Errorf("vocab.json: %w", err)
	}
	if known := len(m.embeddings) / embedded; len(pieces) <= reserved || len(pieces) > known {
		return fmt.Errorf("vocab.json: it holds %d pieces, and the weights are those of %d", len(pieces), known)
	}
	m.tokenizer = newTokenizer(pieces)
	return nil
}

// manifest is the part of model.json that says what the files of weights hold, one array after the other.
type manifest struct {
	Groups []struct {
		Files   []string `json:"paths"`
		Tensors []tensor `json:"weights"`
	} `json:"weightsManifest"`
}

type tensor struct {
	Name  string `json:"name"`
	Shape []int  `json:"shape"`
	Type  string `json:"dtype"`
}

// size is how many numbers the tensor holds, 4 bytes each; -1 when that can't be.
func (t tensor) size() int {
	n := 1
	for _, s := range t.Shape {
		if s < 0 || s > 1<<24 || n*s > 1<<24 {
			return -1
		}
		n *= s
	}
	return n
}

// weights reads the files of weights array by array, so that little more is held than is kept.
func (m *Model) weights(root *os.Root) error {
	data, err := root.ReadFile("model.json")
	if err != nil {
		return err
	}
	var listed manifest
	if err := json.Unmarshal(data, &listed); err != nil {
		return fmt.Errorf("model.json: %w", err)
	}
	wanted := m.parts()
	for _, group := range listed.Groups {
		files, closeAll, err := concatenated(root, group.Files)
		if err != nil {
			return err
		}
		err = readTensors(files, group.Tensors, wanted)
		if err := errors.Join(err, closeAll()); err != nil {
			return err
		}
	}
	for name := range wanted {
		return fmt.Errorf("model.json: %q is missing", name)
	}
	return nil
}

// readTensors hands over the tensors that are wanted, and takes them from those that are.
func readTensors(r io.Reader, tensors []tensor, wanted map[string]part) error {
	for _, t := range tensors {
		size := t.size()
		if size < 0 || t.Type != "float32" && t.Type != "int32" {
			return fmt.Errorf("model.json: %q is a %s of shape %v", t.Name, t.Type, t.Shape)
		}
		part, found := wanted[t.Name]
		if !found {
			if _, err := io.CopyN(io.Discard, r, int64(4*size)); err != nil {
				return fmt.Errorf("the files of weights end too early: %w", err)
			}
			continue
		}
		if !slices.Equal(t.Shape, part.shape) || t.Type != "float32" {
			return fmt.Errorf("model.json: %q is a %s of shape %v, not a float32 of shape %v", t.Name, t.Type, t.Shape, part.shape)
		}
		values, err := floats(r, size)
		if err != nil {
			return fmt.Errorf("the weights %q: %w", t.Name, err)
		}
		part.take(values)
		delete(wanted, t.Name)
	}
	if n, _ := io.Copy(io.Discard, r); n > 0 {
		return fmt.Errorf("the files of weights hold %d bytes more than model.json says", n)
	}
	return nil
}

// floats reads so many finite numbers.
func floats(r io.Reader, count int) ([]float32, error) {
	values := make([]float32, count)
	data := make([]byte, 1<<16)
	for rest := values; len(rest) > 0; {
		some := rest[:min(len(data)/4, len(rest))]
		if _, err := io.ReadFull(r, data[:4*len(some)]); err != nil {
			return nil, err
		}
		for i := range some {
			some[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
			if math.IsNaN(float64(some[i])) || math.IsInf(float64(some[i]), 0) {
				return nil, errors.New("one is not a number")
			}
		}
		rest = rest[len(some):]
	}
	return values, nil
}

// concatenated opens files to be read as if they were one.
func concatenated(root *os.Root, names []string) (io.Reader, func() error, error) {
	var files []io.Reader
	var closers []io.Closer
	closeAll := func() error {
		var errs []error
		for _, c := range closers {
			errs = append(errs, c.Close())
		}
		return errors.Join(errs...)
	}
	for _, name := range names {
		f, err := root.Open(name)
		if err != nil {
			return nil, nil, errors.Join(err, closeAll())
		}
		files, closers = append(files, f), append(closers, f)
	}
	return io.MultiReader(files...), closeAll, nil
}
