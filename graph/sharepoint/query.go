package sharepoint

import (
	"encoding/xml"
	"fmt"
	"strings"

	"deskhand/graph"
)

// query says in CAML what a view shows, and in which order.
// https://learn.microsoft.com/sharepoint/dev/schema/query-schema
func query(view graph.View) string {
	where := ""
	for i, c := range view.Where {
		if where += condition(c); i > 0 {
			where = "<And>" + where + "</And>"
		}
	}
	if where != "" {
		where = "<Where>" + where + "</Where>"
	}
	if view.SortBy == "" {
		return where
	}
	order := ""
	if view.Descending {
		order = ` Ascending='FALSE'`
	}
	return where + fmt.Sprintf(`<OrderBy><FieldRef Name='%s'%s/></OrderBy>`, escaped(view.SortBy), order)
}

func condition(c graph.Condition) string {
	if c.Choice == "" {
		return fmt.Sprintf(`<Geq><FieldRef Name='%s'/><Value Type='DateTime'><Today OffsetDays='%d'/></Value></Geq>`,
			escaped(c.Column), -c.Days)
	}
	return fmt.Sprintf(`<Eq><FieldRef Name='%s'/><Value Type='Choice'>%s</Value></Eq>`, escaped(c.Column), escaped(c.Choice))
}

// escaped is text for XML, within quotes too.
func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a builder takes everything
	return b.String()
}
