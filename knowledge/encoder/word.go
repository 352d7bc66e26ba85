package encoder

// KnowsWord reports whether a word, in lower case, is one of those that the model knows as a whole: some thousands of
// common English ones. Such a word is no typing error.
func (m *Model) KnowsWord(word string) bool {
	s := m.scratch()
	defer m.scratches.Put(s)
	pieces := m.tokenizer.encode(&s.lattice, word)
	return len(pieces) == 1 && pieces[0] != unknown
}
