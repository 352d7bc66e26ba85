package transfer

import (
	"regexp"
	"strings"
)

// What Microsoft Learn adds to Markdown.
var (
	learnInclude = regexp.MustCompile(`\[!INCLUDE\s*\[[^\]]*\]\([^)]*\)\]`)
	learnVideo   = regexp.MustCompile(`\[!VIDEO\s+([^\]\s]+)\s*\]`)
	learnAlert   = regexp.MustCompile(`(?m)^(\s*>\s*)\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*$`)
	learnImage   = regexp.MustCompile(`:::image\b[^\n]*?:::`)
	learnFence   = regexp.MustCompile(`(?m)^[ \t]*:::[^\n]*$`)
	learnLink    = regexp.MustCompile(`\]\((/[^)\s]*)`)
	learnSource  = regexp.MustCompile(`\bsource="([^"]*)"`)
	learnAltText = regexp.MustCompile(`\balt-text="([^"]*)"`)
)

// learnSyntax makes Markdown of an answer of Microsoft Learn.
func learnSyntax(answer string) string {
	answer = learnInclude.ReplaceAllString(answer, "")
	answer = learnVideo.ReplaceAllString(answer, "[Video]($1)")
	answer = learnAlert.ReplaceAllStringFunc(answer, func(alert string) string {
		found := learnAlert.FindStringSubmatch(alert)
		return found[1] + "**" + found[2][:1] + strings.ToLower(found[2][1:]) + ":**"
	})
	answer = learnImage.ReplaceAllStringFunc(answer, func(image string) string {
		return "![" + first(learnAltText.FindStringSubmatch(image)) + "](" + first(learnSource.FindStringSubmatch(image)) + ")"
	})
	answer = learnFence.ReplaceAllString(answer, "")
	return learnLink.ReplaceAllString(answer, "](https://learn.microsoft.com$1")
}

// first is the first group of a match, if there was one.
func first(match []string) string {
	if len(match) < 2 {
		return ""
	}
	return match[1]
}
