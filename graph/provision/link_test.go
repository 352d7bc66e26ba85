package provision_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"deskhand/graph"
	"deskhand/graph/provision"
)

func TestLinks(t *testing.T) {
	t.Parallel()
	column := graph.Column{Name: "Status", Choices: []string{"Waiting for you", "R&D"}}
	expected := []provision.Link{
		{"Waiting for you", "https://host/Lists/T/AllItems.aspx?FilterField1=Status&FilterType1=Choice&FilterValue1=Waiting%20for%20you"},
		{"R&D", "https://host/Lists/T/AllItems.aspx?FilterField1=Status&FilterType1=Choice&FilterValue1=R%26D"},
	}
	assert.Equal(t, expected, provision.Links(graph.List{WebURL: "https://host/Lists/T"}, column))
	assert.Contains(t, provision.Links(graph.List{WebURL: "https://host/Lists/Our tickets"}, column)[0].Address, "/Our%20tickets/AllItems.aspx?")
	assert.Equal(t, expected, provision.Links(graph.List{WebURL: "https://host/Lists/T/AllItems.aspx"}, column))
}
