package msgraph

import (
	"strings"
	"time"

	"deskhand/graph"
)

// The SDK gives a pointer for whatever may be missing, which is everything.

func text(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

func yes(p *bool) bool { return p != nil && *p }

func moment(p *time.Time) time.Time {
	if p == nil {
		return time.Time{}
	}
	return p.UTC()
}

// plain is a value of additionalData, where the SDK keeps pointers, as itself. Numbers are float64. What is neither text,
// number nor bool is nil, but for a hyperlink, which is its address.
func plain(value any) any {
	switch v := value.(type) {
	case *string:
		return pointed(v)
	case *bool:
		return pointed(v)
	case *float64:
		return pointed(v)
	case *int64:
		if v != nil {
			return float64(*v)
		}
	case *int32:
		if v != nil {
			return float64(*v)
		}
	case string, bool, float64:
		return v
	case map[string]any:
		return plain(v["Url"])
	}
	return nil
}

func pointed[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

// fieldsOf are the fields among additionalData. What OData adds is none of them, and neither is what is empty.
func fieldsOf(values map[string]any) graph.Fields {
	fields := graph.Fields{}
	for name, value := range values {
		if v := plain(value); v != nil && !strings.Contains(name, "@") {
			fields[name] = v
		}
	}
	return fields
}

// quoted is a value in a filter of OData.
func quoted(value string) string { return "'" + strings.ReplaceAll(value, "'", "''") + "'" }
