package encoder

import (
	"bufio"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"math"
	"os"
	"path/filepath"
)

// store is a file of vectors: a record for each, with its key, how many numbers it has, the numbers, and a checksum of all
// that. Records are only ever added, in one piece and at the end, and each is checked again when it is read, so that
// processes which share the file don't hurt one another.
type store struct {
	path    string
	file    *os.File
	places  map[key]place
	damaged bool // when it was opened
}

// place is where a record lies, and how long it is.
type place struct {
	at   int64
	size int
}

const (
	recordHead  = len(key{}) + 4
	recordTail  = 4
	mostNumbers = 1 << 14 // of a vector; no model there is has more
)

// openStore opens the file, or makes it. From where it is damaged on it counts for nothing, and is written anew.
func openStore(path string) (*store, error) {
	s := &store{path: path}
	whole, err := s.open()
	if err == nil && !whole {
		s.damaged = true
		err = s.compact(func(key) bool { return true })
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// open finds the records, and says whether there is nothing else in the file.
func (s *store) open() (whole bool, err error) {
	if s.file, err = os.OpenFile(s.path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600); err != nil {
		return false, err
	}
	s.places = map[key]place{}
	in := bufio.NewReaderSize(s.file, 1<<18)
	record := make([]byte, recordHead)
	for at := int64(0); ; {
		_, err := io.ReadFull(in, record[:recordHead])
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		count := binary.LittleEndian.Uint32(record[len(key{}):])
		if errors.Is(err, io.ErrUnexpectedEOF) || err == nil && count > mostNumbers {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		size := recordHead + 4*int(count) + recordTail
		record = append(record[:recordHead], make([]byte, size-recordHead)...)
		if n, _ := io.ReadFull(in, record[recordHead:]); n < size-recordHead || !sound(record) {
			return false, nil
		}
		s.places[key(record)] = place{at, size}
		at += int64(size)
	}
}

// get is the vector of a key; nil when there is none that is sound.
func (s *store) get(k key) []float32 {
	found, ok := s.places[k]
	if !ok {
		return nil
	}
	record := make([]byte, found.size)
	if _, err := s.file.ReadAt(record, found.at); err != nil || key(record) != k || !sound(record) {
		delete(s.places, k) // somebody else had his hands in the file
		return nil
	}
	numbers := record[recordHead : len(record)-recordTail]
	vector := make([]float32, len(numbers)/4)
	for i := range vector {
		vector[i] = math.Float32frombits(binary.LittleEndian.Uint32(numbers[4*i:]))
	}
	return vector
}

// put adds vectors.
func (s *store) put(keys []key, vectors [][]float32) error {
	var data []byte
	for i, vector := range vectors {
		data = appendRecord(data, keys[i], vector)
	}
	if _, err := s.file.Write(data); err != nil {
		return err
	}
	end, err := s.file.Seek(0, io.SeekCurrent) // others may have added something before
	if err != nil {
		return err
	}
	at := end - int64(len(data))
	for i, vector := range vectors {
		size := recordHead + 4*len(vector) + recordTail
		s.places[keys[i]] = place{at, size}
		at += int64(size)
	}
	return nil
}

// compact puts a new file, with the records that are wanted, in the place of the old one.
func (s *store) compact(wanted func(key) bool) error {
	next, err := os.CreateTemp(filepath.Dir(s.path), filepath.Base(s.path)+".*")
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(next, 1<<18)
	for k := range s.places {
		if !wanted(k) {
			continue
		}
		if vector := s.get(k); vector != nil {
			_, _ = out.Write(appendRecord(nil, k, vector)) // Flush returns its error
		}
	}
	if err := errors.Join(out.Flush(), next.Sync(), next.Close(), s.close()); err != nil {
		return errors.Join(err, os.Remove(next.Name()))
	}
	if err := os.Rename(next.Name(), s.path); err != nil {
		return errors.Join(err, os.Remove(next.Name()))
	}
	_, err = s.open()
	return err
}

func (s *store) close() error {
	if s.file == nil {
		return nil
	}
	file := s.file
	s.file = nil
	return file.Close()
}

func appendRecord(data []byte, k key, vector []float32) []byte {
	begin := len(data)
	data = append(data, k[:]...)
	data = binary.LittleEndian.AppendUint32(data, uint32(len(vector)))
	for _, v := range vector {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return binary.LittleEndian.AppendUint32(data, checksum(data[begin:]))
}

// sound says whether a record is as it was written.
func sound(record []byte) bool {
	body, sum := record[:len(record)-recordTail], record[len(record)-recordTail:]
	return checksum(body) == binary.LittleEndian.Uint32(sum)
}

func checksum(data []byte) uint32 { return crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)) }
