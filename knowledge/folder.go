package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// file is an article on disk that may or may not have been read.
type file struct {
	path     string // relative to the folder of all articles, with "/"
	size     int64
	modified int64   // unix nanoseconds
	saved    *string // what it holds, when it is in the database and not on disk
}

// scan finds the files that should hold articles, language by language in the order of their paths, without reading
// them. Hidden files and folders, such as those of editors and of git, are passed over, and so are the companions; others
// that are no articles are faults.
func scan(dir string) ([]file, []Fault, error) {
	root := os.DirFS(dir)
	entries, err := fs.ReadDir(root, ".")
	if err != nil {
		return nil, nil, fmt.Errorf("read the articles in %s: %w (it should be the folder that holds en/ and nb/)", dir, err)
	}
	isLanguage := func(name string) bool { return slices.Contains(languageFolders, name) }
	if isLanguage(filepath.Base(dir)) && !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return isLanguage(e.Name()) }) {
		return nil, nil, fmt.Errorf("%s holds the articles of one language: name the folder in which it lies", dir)
	}
	var s scanner
	for _, entry := range entries {
		if !hidden(entry) && !isLanguage(entry.Name()) && !slices.Contains(companions, entry.Name()) {
			s.stray(entry.Name())
		}
	}
	for _, folder := range languageFolders {
		if err := fs.WalkDir(root, folder, s.visit); err != nil {
			return nil, nil, fmt.Errorf("read the articles in %s: %w", dir, err)
		}
	}
	files, unread := s.measure(root)
	return files, append(s.faults, unread...), nil
}

type scanner struct {
	found  []fs.DirEntry // files that may hold articles
	files  []file        // of them: their paths
	faults []Fault
}

func (s *scanner) visit(path string, entry fs.DirEntry, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist): // no articles in this language, or gone since its folder was listed
		return nil
	case err != nil:
		s.faults = append(s.faults, unreadable(path, err))
		return nil
	case hidden(entry) && entry.IsDir():
		return fs.SkipDir
	case hidden(entry) || entry.IsDir():
		return nil
	case !strings.HasSuffix(path, ".md"):
		s.stray(path)
		return nil
	}
	s.found, s.files = append(s.found, entry), append(s.files, file{path: path})
	return nil
}

// measure finds out how big the files are and when they changed, which takes most of the time of a look at many.
func (s *scanner) measure(root fs.FS) ([]file, []Fault) {
	failed := make([]error, len(s.files))
	_ = each(len(s.files), func(i int) error {
		f := &s.files[i]
		info, err := s.found[i].Info()
		if s.found[i].Type() == fs.ModeSymlink {
			info, err = fs.Stat(root, f.path) // of the file that the link leads to
		}
		if failed[i] = err; err == nil {
			f.size, f.modified = info.Size(), info.ModTime().UnixNano()
		}
		return nil
	})
	var faults []Fault
	files := s.files[:0]
	for i, f := range s.files {
		if failed[i] != nil {
			faults = append(faults, unreadable(f.path, failed[i]))
			continue
		}
		files = append(files, f)
	}
	return files, faults
}

func (s *scanner) stray(path string) {
	message := `no article; move it to en/ or nb/ and name it like "some-words.md", or keep it elsewhere`
	s.faults = append(s.faults, Fault{Path: path, Message: message, Warning: true})
}

func unreadable(path string, err error) Fault {
	return Fault{Path: path, Message: fmt.Sprintf("cannot be read (%v); check that it is a file and its permissions", err)}
}

func hidden(entry fs.DirEntry) bool { return strings.HasPrefix(entry.Name(), ".") }

// read reads one file of the folder. A file that is too big is read as far as it takes to see that.
func (f file) read(dir string) ([]byte, error) {
	if f.saved != nil {
		return []byte(*f.saved), nil
	}
	opened, err := os.Open(filepath.Join(dir, filepath.FromSlash(f.path)))
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	var data bytes.Buffer
	data.Grow(int(min(f.size, maxFileSize)) + bytes.MinRead) // then it is read at one go
	_, err = data.ReadFrom(io.LimitReader(opened, maxFileSize+1))
	return data.Bytes(), err
}
