package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"deskhand/internal/chat"
	"deskhand/knowledge"
	"deskhand/store"
)

// kbPhrasingsCmd looks after what readers taught.
type kbPhrasingsCmd struct {
	List    phrasingsListCmd    `cmd:"" default:"withargs" help:"List what was learnt, of articles and of what none answers, and what is held back and why."`
	Remove  phrasingsRemoveCmd  `cmd:"" help:"Take a phrasing from an article, or from what none answers. It stays away, however often it is taught again."`
	Restore phrasingsRestoreCmd `cmd:"" help:"Let a phrasing be learnt again that was removed."`
	Lock    phrasingsLockCmd    `cmd:"" help:"Let an article learn nothing more."`
	Unlock  phrasingsUnlockCmd  `cmd:"" help:"Let an article learn again."`
}

type phrasingsListCmd struct {
	Article string `arg:"" optional:"" help:"Only this article's."`
	Who     bool   `help:"Say who taught them."`
	JSON    bool   `help:"Print JSON."`
}

// phrasing is what it takes to name one.
type phrasing struct {
	Text    []string `arg:"" help:"The phrasing."`
	Article string   `help:"The article's id." xor:"article" required:"" placeholder:"ID"`
	None    bool     `help:"It is a question that no article answers." xor:"article" required:""`
	As      string   `help:"Who decides this." default:"" placeholder:"NAME"`
}

type (
	phrasingsRemoveCmd  struct{ phrasing }
	phrasingsRestoreCmd struct{ phrasing }
)

type phrasingsLockCmd struct {
	Article string `arg:"" help:"The article's id."`
	Forget  bool   `help:"What it has learnt goes, too; without this, it stays."`
	As      string `help:"Who decides this." default:"" placeholder:"NAME"`
}

type phrasingsUnlockCmd struct {
	Article string `arg:"" help:"The article's id."`
	As      string `help:"Who decides this." default:"" placeholder:"NAME"`
}

// taughtPhrasing is a phrasing as JSON shows it.
type taughtPhrasing struct {
	Article  string           `json:"article"`
	Language string           `json:"language"`
	Text     string           `json:"text"`
	Weight   float64          `json:"weight"`
	Held     knowledge.Held   `json:"held,omitempty"`
	From     []knowledge.Said `json:"from"`
	People   int              `json:"people"`
	Against  int              `json:"against"`
	First    time.Time        `json:"first"`
	Last     time.Time        `json:"last"`
	Who      []string         `json:"who,omitempty"`
}

// Run implements the command.
func (c *phrasingsListCmd) Run(e *env) error {
	return withTruth(e, func(ctx context.Context, s *store.Store, truth *truth) error {
		if c.Article != "" {
			if err := knownArticle(ctx, e, s, c.Article); err != nil {
				return err
			}
		}
		all, err := truth.Taught(ctx)
		if err != nil {
			return err
		}
		phrasings := []taughtPhrasing{}
		for _, taught := range all {
			if c.Article != "" && taught.ArticleID != c.Article {
				continue
			}
			p := newTaughtPhrasing(taught)
			if c.Who {
				if p.Who, err = names(ctx, s, taught.Teachers); err != nil {
					return err
				}
			}
			phrasings = append(phrasings, p)
		}
		if c.JSON {
			return writeJSON(e, phrasings)
		}
		if err := c.print(e, phrasings); err != nil {
			return err
		}
		return c.printRulings(ctx, e, s, all)
	})
}

// printRulings tells which articles learn nothing more, and what would not be learnt if anybody taught it.
func (c *phrasingsListCmd) printRulings(ctx context.Context, e *env, s *store.Store, all []knowledge.Taught) error {
	rulings, err := s.Rulings(ctx)
	if err != nil {
		return err
	}
	for _, r := range rulings.Removed {
		if !isTaught(all, r.ArticleID, r.Words) && (c.Article == "" || c.Article == r.ArticleID) {
			fmt.Fprintf(e.stdout, "%s will not learn %q, which nobody has taught so far: deskhand kb phrasings restore allows it.\n",
				articleOrNone(r.ArticleID), oneLine(r.Words))
		}
	}
	for _, lock := range rulings.Locked {
		if c.Article != "" && lock.ArticleID != c.Article {
			continue
		}
		learnt := "keeps what it had learnt"
		if lock.Forget {
			learnt = "forgot what it had learnt"
		}
		fmt.Fprintf(e.stdout, "%s is locked since %s, and %s.\n", oneLine(lock.ArticleID), lock.At.Format(time.DateOnly), learnt)
	}
	return nil
}

func newTaughtPhrasing(taught knowledge.Taught) taughtPhrasing {
	p := taughtPhrasing{
		Article: taught.ArticleID, Language: taught.Language, Text: taught.Text, Weight: taught.Weight, Held: taught.Held,
		People: len(taught.Teachers), Against: taught.Against,
	}
	for _, teacher := range taught.Teachers {
		if !slices.Contains(p.From, teacher.From) {
			p.From = append(p.From, teacher.From)
		}
		p.Last = teacher.At
	}
	slices.Sort(p.From)
	p.First = taught.Teachers[0].At
	return p
}

// names are those of whoever taught something, as far as they are known.
func names(ctx context.Context, s *store.Store, teachers []knowledge.Teacher) ([]string, error) {
	var all []string
	for _, teacher := range teachers {
		name := teacher.PersonID
		profile, err := s.Profile(ctx, teacher.PersonID)
		if err != nil && !errors.Is(err, chat.ErrNotFound) {
			return nil, err
		}
		if profile.Name != "" {
			name = profile.Name
		}
		all = append(all, name)
	}
	return all, nil
}

func (c *phrasingsListCmd) print(e *env, phrasings []taughtPhrasing) error {
	if len(phrasings) == 0 {
		fmt.Fprintln(e.stdout, "Nothing has been taught.")
		return nil
	}
	table := tabwriter.NewWriter(e.stdout, 0, 8, 2, ' ', 0)
	header := "ARTICLE\tLANGUAGE\tWEIGHT\tFROM\tPEOPLE\tAGAINST\tLAST\tPHRASING"
	if c.Who {
		header += "\tWHO"
	}
	fmt.Fprintln(table, header)
	for _, p := range phrasings {
		weight := fmt.Sprintf("%.2f", p.Weight)
		if p.Held != "" {
			weight = string(p.Held)
		}
		from := make([]string, len(p.From))
		for i, said := range p.From {
			from[i] = string(said)
		}
		line := fmt.Sprintf("%s\t%s\t%s\t%s\t%d\t%d\t%s\t%s", articleOrNone(p.Article), p.Language, weight, strings.Join(from, ", "),
			p.People, p.Against, p.Last.Format(time.DateOnly), oneLine(p.Text))
		if c.Who {
			line += "\t" + oneLine(strings.Join(p.Who, ", "))
		}
		fmt.Fprintln(table, line)
	}
	return table.Flush()
}

// isTaught reports whether anybody has taught these words to an article, or to what none answers.
func isTaught(all []knowledge.Taught, article, words string) bool {
	return slices.ContainsFunc(all, func(t knowledge.Taught) bool {
		return t.ArticleID == article && knowledge.NormalWords(t.Text) == words
	})
}

// articleOrNone names the article of a phrasing, or what no article answers.
func articleOrNone(id string) string {
	if id == "" {
		return "(none)"
	}
	return oneLine(id)
}

// Run implements the command.
func (c *phrasingsRemoveCmd) Run(e *env) error {
	words := c.words()
	if words == "" {
		return errors.New("a phrasing without words: write it as kb phrasings list shows it")
	}
	return withTruth(e, func(ctx context.Context, s *store.Store, known *truth) error {
		if err := c.known(ctx, e, s); err != nil {
			return err
		}
		taught, err := known.Taught(ctx)
		if err != nil {
			return err
		}
		removed := "Removed."
		if !isTaught(taught, c.Article, words) {
			removed = "Nobody has taught these words so far; should anybody do so, they will not be learnt."
		}
		done, err := s.RemovePhrasing(ctx, knowledge.Removal{ArticleID: c.Article, Words: words, By: actor(c.As).ID, At: e.now()})
		return say(e, done, err, removed, "It has been removed before.")
	})
}

// Run implements the command.
func (c *phrasingsRestoreCmd) Run(e *env) error {
	return withTruth(e, func(ctx context.Context, s *store.Store, _ *truth) error {
		done, err := s.RestorePhrasing(ctx, c.Article, c.words(), actor(c.As).ID, e.now())
		return say(e, done, err, "Restored.", "It has not been removed.")
	})
}

// known returns an error when the phrasing is of an article that isn't there.
func (p phrasing) known(ctx context.Context, e *env, s *store.Store) error {
	if p.None {
		return nil
	}
	return knownArticle(ctx, e, s, p.Article)
}

// words are the phrasing as rulings name it.
func (p phrasing) words() string { return knowledge.NormalWords(strings.Join(p.Text, " ")) }

// Run implements the command.
func (c *phrasingsLockCmd) Run(e *env) error {
	return withTruth(e, func(ctx context.Context, s *store.Store, _ *truth) error {
		if err := knownArticle(ctx, e, s, c.Article); err != nil {
			return err
		}
		done, err := s.LockArticle(ctx, knowledge.Lock{ArticleID: c.Article, Forget: c.Forget, By: actor(c.As).ID, At: e.now()})
		return say(e, done, err, "Locked.", "It has been locked before.")
	})
}

// Run implements the command.
func (c *phrasingsUnlockCmd) Run(e *env) error {
	return withTruth(e, func(ctx context.Context, s *store.Store, _ *truth) error {
		done, err := s.UnlockArticle(ctx, c.Article, actor(c.As).ID, e.now())
		return say(e, done, err, "Unlocked.", "It is not locked.")
	})
}

// say tells whether a ruling changed anything.
func say(e *env, done bool, err error, yes, no string) error {
	if err != nil {
		return err
	}
	text := yes
	if !done {
		text = no
	}
	fmt.Fprintln(e.stdout, text)
	return nil
}

// writeJSON prints a value for programs to read.
func writeJSON(e *env, value any) error {
	encoder := json.NewEncoder(e.stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
