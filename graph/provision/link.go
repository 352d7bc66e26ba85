package provision

import (
	"net/url"
	"path"
	"strings"

	"deskhand/graph"
)

// Link is a view of the list that an address alone makes.
type Link struct {
	Name    string
	Address string
}

// Links are addresses that show the list by the values of a choice column. They take the place of views where SharePoint lets
// an application make none.
func Links(list graph.List, column graph.Column) []Link {
	page := strings.ReplaceAll(strings.TrimRight(list.WebURL, "/"), " ", "%20")
	if path.Ext(page) != ".aspx" {
		page += "/AllItems.aspx"
	}
	var links []Link
	for _, choice := range column.Choices {
		query := url.Values{"FilterField1": {column.Name}, "FilterValue1": {choice}, "FilterType1": {"Choice"}}
		links = append(links, Link{choice, page + "?" + strings.ReplaceAll(query.Encode(), "+", "%20")})
	}
	return links
}
