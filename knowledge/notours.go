package knowledge

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// OutsideFile lies in the folder of the articles and says what no article answers, because it is not for this help desk: for each
// language a list of questions, in the words of those who ask.
const OutsideFile = "outside.yaml"

const outsideForm = "the language, and below it a list of questions, such as en: [how do I add a printer]"

// readOutside reads what the help desk wrote to be outside. What is wrong with the file is told as faults; what is right with it
// counts.
func readOutside(dir string) ([]Outside, []Fault) {
	root, faults := readYAML(dir, OutsideFile, outsideForm)
	if root == nil {
		return nil, faults
	}
	return parseOutside(root)
}

// parseOutside reads lists of questions by language.
func parseOutside(root *yaml.Node) (all []Outside, faults []Fault) {
	fault := func(node *yaml.Node, format string, args ...any) {
		faults = append(faults, Fault{Path: OutsideFile, Line: node.Line, Message: fmt.Sprintf(format, args...)})
	}
	if root.Kind != yaml.MappingNode {
		fault(root, "the file must be %s", outsideForm)
		return nil, faults
	}
	lines := map[string]int{} // by language and words
	for i := 0; i+1 < len(root.Content); i += 2 {
		language, list := root.Content[i], root.Content[i+1]
		switch {
		case !slices.Contains(languageFolders, language.Value):
			fault(language, "%q is no language of the articles; write one of %v", language.Value, languageFolders)
			continue
		case list.Kind != yaml.SequenceNode:
			fault(list, "below a language there must be a list of questions, such as - how do I add a printer")
			continue
		}
		for _, node := range list.Content {
			words := NormalWords(node.Value)
			switch first := lines[language.Value+" "+words]; {
			case node.Kind != yaml.ScalarNode || !teachable("", words, minTaught):
				fault(node, "a question must have two words or more; write it as people ask it, in quotes if it has a colon")
			case utf8.RuneCountInString(node.Value) > maxTaught:
				fault(node, "the question has more than %d characters; say it in fewer", maxTaught)
			case first > 0:
				fault(node, "the question stands in line %d already; remove one", first)
			case len(all) == mostOutside:
				fault(node, "more than %d questions; keep those that people ask", mostOutside)
				return all, faults
			default:
				lines[language.Value+" "+words] = node.Line
				all = append(all, Outside{Text: readable(node.Value), Language: language.Value, Weight: 1})
			}
		}
	}
	return all, faults
}
