package encoder

import (
	"cmp"
	"maps"
	"slices"
)

// trie finds the pieces that a text begins with. Its nodes lie in one slice, the children of a node side by side in the
// order of their runes.
type trie []node

type node struct {
	label rune
	first uint32 // of the children
	count uint16
	piece uint16 // that ends here, or unknown
}

// word is a piece that is yet to be put into the trie.
type word struct {
	runes []rune
	piece uint16
}

// newTrie makes a trie of pieces, which are numbered from some number above 0. Of two with the same text the later counts.
func newTrie(pieces []piece, number int) trie {
	numbers := map[string]uint16{}
	for i, p := range pieces {
		numbers[p.text] = uint16(number + i)
	}
	delete(numbers, "")
	var words []word
	for _, text := range slices.Sorted(maps.Keys(numbers)) { // UTF-8 sorts as its runes do
		words = append(words, word{[]rune(text), numbers[text]})
	}
	t := trie{{}}
	// Level by level: the words below each node, which agree as far as the level is deep.
	type branch struct {
		node, depth int
		words       []word
	}
	for queue := []branch{{words: words}}; len(queue) > 0; queue = queue[1:] {
		b := queue[0]
		if len(b.words) > 0 && len(b.words[0].runes) == b.depth {
			t[b.node].piece = b.words[0].piece
			b.words = b.words[1:]
		}
		t[b.node].first = uint32(len(t))
		for rest := b.words; len(rest) > 0; {
			label := rest[0].runes[b.depth]
			same := slices.IndexFunc(rest, func(w word) bool { return w.runes[b.depth] != label })
			if same < 0 {
				same = len(rest)
			}
			queue = append(queue, branch{len(t), b.depth + 1, rest[:same]})
			t = append(t, node{label: label})
			t[b.node].count++
			rest = rest[same:]
		}
	}
	return t
}

// child is the node below n with a label.
func (t trie) child(n node, label rune) (node, bool) {
	children := t[n.first:][:n.count]
	i, found := slices.BinarySearchFunc(children, label, func(c node, label rune) int { return cmp.Compare(c.label, label) })
	if !found {
		return node{}, false
	}
	return children[i], true
}
