package knowledge

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/blevesearch/bleve/v2/analysis"
	"go.yaml.in/yaml/v3"
)

// SynonymsFile lies in the folder of the articles and says which words mean the same to those who ask: a list of groups,
// each a list of words, abbreviations or phrases, in whatever languages.
const SynonymsFile = "synonyms.yaml"

const (
	maxSynonyms     = 5000 // terms: far more than anybody looks after
	maxGroup        = 50   // terms that mean the same: each word of them is looked up when one is asked for
	maxSynonymWords = 6
	synonymWeight   = 0.8 // of a word that stands for what was asked, against the word itself
)

// alternative is a word that may stand for what was asked, and how much of it the word makes up.
type alternative struct {
	word []byte
	part float64
}

// synonyms are groups of terms that mean the same, by the first word of each term.
type synonyms map[string][]synonym

// synonym is a term, and what else it can be called.
type synonym struct {
	words [][]byte
	group [][][]byte // the terms of its group, itself too, word by word
}

const synonymsForm = "a list of groups, such as - [SPO, SharePoint Online]"

// readSynonyms reads the file of synonyms in a folder of articles. A folder without one has no synonyms. What is wrong
// with it is told as faults; what is right with it counts.
func readSynonyms(dir string, words analysis.Analyzer) (synonyms, []Fault) {
	list, faults := readYAML(dir, SynonymsFile, synonymsForm)
	if list == nil {
		return nil, faults
	}
	return parseSynonyms(list, words)
}

// parseSynonyms reads groups of synonyms.
func parseSynonyms(list *yaml.Node, words analysis.Analyzer) (synonyms, []Fault) {
	s, faults, terms := synonyms{}, []Fault(nil), 0
	fault := func(node *yaml.Node, format string, args ...any) {
		faults = append(faults, Fault{Path: SynonymsFile, Line: node.Line, Message: fmt.Sprintf(format, args...)})
	}
	if list.Kind != yaml.SequenceNode {
		fault(list, "the file must be %s", synonymsForm)
		return nil, faults
	}
	for _, group := range list.Content {
		if group.Kind != yaml.SequenceNode || len(group.Content) < 2 {
			fault(group, "a group must be a list of at least two terms, such as - [SPO, SharePoint Online]")
			continue
		}
		if len(group.Content) > maxGroup {
			fault(group, "the group has %d terms; part it into groups of at most %d", len(group.Content), maxGroup)
			continue
		}
		var all [][][]byte
		for _, node := range group.Content {
			term := split(words, node.Value)
			switch {
			case node.Kind != yaml.ScalarNode || len(term) == 0:
				fault(node, "a term must be a word or a phrase; remove it or put it in quotes")
			case len(term) > maxSynonymWords:
				fault(node, "the term %q has %d words; say it in at most %d", node.Value, len(term), maxSynonymWords)
			case terms == maxSynonyms:
				fault(node, "more than %d terms; keep those that people use", maxSynonyms)
				return s, faults
			default:
				all = append(all, term)
				terms++
			}
		}
		s.add(all)
	}
	return s, faults
}

// split is a term as the words of a question are.
func split(words analysis.Analyzer, term string) [][]byte {
	var all [][]byte
	for _, token := range words.Analyze([]byte(term)) {
		all = append(all, token.Term)
	}
	return all
}

func (s synonyms) add(group [][][]byte) {
	for _, term := range group {
		first := string(term[0])
		s[first] = append(s[first], synonym{words: term, group: group})
	}
}

// has reports whether a word is a term by itself.
func (s synonyms) has(word []byte) bool {
	for _, term := range s[string(word)] {
		if len(term.words) == 1 {
			return true
		}
	}
	return false
}

// expand notes with the terms of a question what else they may be called, each word once, however often it is asked.
func (s synonyms) expand(words analysis.TokenStream, terms []term) {
	if len(s) == 0 {
		return
	}
	for i, word := range words {
		for _, synonym := range s[string(word.Term)] {
			if !synonym.at(words[i:]) {
				continue
			}
			for t := range terms {
				if bytes.Equal(terms[t].word, word.Term) {
					terms[t].also = synonym.alternatives(terms[t].also)
				}
			}
		}
	}
}

// at reports whether words begin with the term.
func (s synonym) at(words analysis.TokenStream) bool {
	if len(words) < len(s.words) {
		return false
	}
	for i, word := range s.words {
		if !bytes.Equal(words[i].Term, word) {
			return false
		}
	}
	return true
}

// alternatives adds the words of the other terms to those that are known. A word of several terms counts as much as in
// the shortest of them.
func (s synonym) alternatives(known []alternative) []alternative {
	for _, term := range s.group {
		if slices.EqualFunc(term, s.words, bytes.Equal) {
			continue
		}
		part := 1 / float64(len(term))
		for _, word := range term {
			i := slices.IndexFunc(known, func(a alternative) bool { return bytes.Equal(a.word, word) })
			if i < 0 {
				known = append(known, alternative{word: word, part: part})
				continue
			}
			known[i].part = max(known[i].part, part)
		}
	}
	return known
}
