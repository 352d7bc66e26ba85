package config_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/config"
)

func TestAddressesOfMicrosoft365(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]string{
		"SITE_ID=https://contoso.sharepoint.com/sites/helpdesk": `graph.site_id: "https://contoso.sharepoint.com/sites/helpdesk" ` +
			"is an address in a browser; write contoso.sharepoint.com:/sites/helpdesk",
		"SITE_ID=https://contoso.sharepoint.com/sites/helpdesk/Lists/Tickets": "write contoso.sharepoint.com:/sites/helpdesk",
		"SITE_ID=contoso.sharepoint.com/sites/helpdesk":                       "write contoso.sharepoint.com:/sites/helpdesk",
		"SITE_ID=https://contoso.sharepoint.com":                              "write the site as hostname:/sites/name",
		"MAILBOX=help desk":                                                   `graph.mailbox: "help desk" is neither an address nor an object id; write it as helpdesk@contoso.com`,
		"MAIL_TO=Desk <tickets@contoso.com>":                                  `graph.mail_to: "Desk <tickets@contoso.com>" is not an address`,
	} {
		_, err := config.LoadOffline("", []string{"DESKHAND_GRAPH_" + setting})
		assert.ErrorContains(t, err, want)
	}
	for _, setting := range []string{
		"SITE_ID=contoso.sharepoint.com:/sites/helpdesk", "SITE_ID=contoso.sharepoint.com",
		"SITE_ID=contoso.sharepoint.com,9c2f1d7e-0000-4c1c-8f3f-2b6a6f1f0001,9c2f1d7e-0000-4c1c-8f3f-2b6a6f1f0002",
		"MAILBOX=9c2f1d7e-0000-4c1c-8f3f-2b6a6f1f0001", "MAILBOX=helpdesk@contoso.com",
	} {
		_, err := config.LoadOffline("", []string{"DESKHAND_GRAPH_" + setting})
		require.NoError(t, err, setting)
	}
}
