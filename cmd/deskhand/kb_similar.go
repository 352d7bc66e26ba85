package main

import (
	"context"
	"encoding/json"
	"fmt"
)

// kbSimilarCmd finds articles that stand in each other's way.
type kbSimilarCmd struct {
	Most int  `help:"Pairs to list." default:"20" placeholder:"N"`
	JSON bool `help:"Print JSON."`
}

// Run implements the command.
func (c *kbSimilarCmd) Run(e *env) error {
	return withLibrary(e, func(ctx context.Context, l *library) error {
		pairs, err := l.Similar(ctx)
		if err != nil {
			return err
		}
		pairs = pairs[:min(len(pairs), max(c.Most, 0))]
		if c.JSON {
			encoder := json.NewEncoder(e.stdout)
			encoder.SetIndent("", "  ")
			return encoder.Encode(pairs)
		}
		for _, p := range pairs {
			fmt.Fprintf(e.stdout, "%s/%s and %s: %d of their phrasings find the other one, such as %q\n",
				p.Language, p.First, p.Second, p.Confused, p.Example)
		}
		if len(pairs) == 0 {
			fmt.Fprintln(e.stdout, "No two articles stand in each other's way.")
		}
		return nil
	})
}
