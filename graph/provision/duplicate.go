package provision

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// mostTold is how many of the items that have the same key are named.
const mostTold = 10

// duplicates are the values that more than one item has in a column that is to be unique. SharePoint refuses to make it so,
// and only a person knows which of the items counts.
func (p *Plan) duplicates(ctx context.Context, column string) ([]Fault, error) {
	values := map[string]string{} // by item: an item may come more than once, and counts as it came last
	for link := ""; ; {
		changes, err := p.client.ItemChanges(ctx, p.ref(), link)
		if err != nil {
			return nil, err
		}
		for _, item := range changes.Items {
			value := strings.ToLower(item.Fields.Text(column))
			if item.Deleted || value == "" {
				delete(values, item.ID)
				continue
			}
			values[item.ID] = value
		}
		if link = changes.Next; link == "" {
			return twice(column, values), nil
		}
	}
}

func twice(column string, values map[string]string) []Fault {
	items := map[string][]string{}
	for item, value := range values {
		items[value] = append(items[value], item)
	}
	var lines []string
	for value, ids := range items {
		if len(ids) > 1 {
			slices.Sort(ids)
			lines = append(lines, fmt.Sprintf("%s (items %s)", strings.ToUpper(value), strings.Join(ids, ", ")))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	slices.Sort(lines)
	more := ""
	if len(lines) > mostTold {
		more = fmt.Sprintf(", and %d more", len(lines)-mostTold)
		lines = lines[:mostTold]
	}
	return []Fault{{
		Problem: fmt.Sprintf("column %s can't be made unique: these occur more than once: %s%s", column, strings.Join(lines, ", "), more),
		Advice:  "keep one item of each, clear the key of the others or delete them, and run deskhand provision again",
	}}
}
