package activity

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"unicode"
	"unicode/utf8"
)

// maxDepth is how deep objects and arrays may be nested. Teams stays below ten, large cards below thirty.
const maxDepth = 64

var (
	errTooDeep      = fmt.Errorf("nested deeper than %d", maxDepth)
	errDuplicateKey = errors.New("an object has the same key twice")
)

// checkShape refuses JSON that is nested too deep, or has an object with the same key twice. It reads text that is
// known to be valid JSON, and therefore checks nothing else.
//
// Keys that differ only in case are the same: encoding/json takes them for the same field, and would let the second
// one win.
func checkShape(valid []byte) error {
	var (
		starts = make([]int, 0, maxDepth) // for each open object or array: where its keys start in keys
		keys   = make([]uint64, 0, 64)    // hashes of the keys of every open object, the innermost last
		folder = folder{seed: maphash.MakeSeed()}
	)
	for i := 0; i < len(valid); i++ {
		switch valid[i] {
		case '{', '[':
			if len(starts) == maxDepth {
				return errTooDeep
			}
			starts = append(starts, len(keys))
		case '}', ']':
			last := len(starts) - 1
			own := keys[starts[last]:]
			slices.Sort(own)
			for j := 1; j < len(own); j++ {
				if own[j] == own[j-1] {
					return errDuplicateKey
				}
			}
			keys, starts = keys[:starts[last]], starts[:last]
		case '"':
			end := stringEnd(valid, i)
			if followedByColon(valid[end:]) {
				keys = append(keys, folder.hash(valid[i:end]))
			}
			i = end - 1
		}
	}
	return nil
}

// stringEnd is the index just after the string that starts at i.
func stringEnd(valid []byte, i int) int {
	for i++; valid[i] != '"'; i++ {
		if valid[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// followedByColon tells a key from a value.
func followedByColon(rest []byte) bool {
	for _, c := range rest {
		switch c {
		case ' ', '\t', '\r', '\n':
		default:
			return c == ':'
		}
	}
	return false
}

// folder hashes keys so that those which encoding/json takes for the same have the same hash. The seed is new for
// every body: nobody can prepare two different keys that collide.
type folder struct {
	seed   maphash.Seed
	buffer [64]byte
}

func (f *folder) hash(quoted []byte) uint64 {
	folded := f.buffer[:0]
	for _, c := range quoted[1 : len(quoted)-1] {
		if c == '\\' || c >= utf8.RuneSelf {
			return maphash.Bytes(f.seed, foldUnicode(quoted))
		}
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		folded = append(folded, c)
	}
	return maphash.Bytes(f.seed, folded)
}

// foldUnicode replaces each rune by the smallest of those that differ only in case: the Kelvin sign becomes K.
func foldUnicode(quoted []byte) []byte {
	var key string
	if err := json.Unmarshal(quoted, &key); err != nil {
		return quoted // can't be: the text is valid JSON
	}
	var folded []byte
	for _, r := range key {
		for {
			next := unicode.SimpleFold(r)
			if next <= r {
				r = next
				break
			}
			r = next
		}
		folded = utf8.AppendRune(folded, r)
	}
	return folded
}
