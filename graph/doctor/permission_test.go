package doctor_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/doctor"
	"deskhand/internal/config"
)

func TestPermissions(t *testing.T) {
	t.Parallel()
	listOnly := config.Config{Graph: config.Graph{Enabled: true, Tickets: config.TicketsList}, Community: config.Community{Mode: "off"}}
	woken := listOnly
	woken.Graph.NotificationURL = "https://desk.example.com/api/graph/notifications"
	directory := listOnly
	directory.Graph.PeopleTTL = 1
	mail := listOnly
	mail.Graph.Tickets = config.TicketsMail
	type line struct {
		level doctor.Level
		text  string
	}
	for name, tt := range map[string]struct {
		config config.Config
		held   []string
		want   []line
	}{
		"as needed": {listOnly, []string{"Sites.Selected"}, []line{{doctor.OK, "no more: Sites.Selected"}}},
		"one list":  {listOnly, []string{"Lists.SelectedOperations.Selected"}, []line{{doctor.OK, "no more"}}},
		"nothing":   {listOnly, nil, []line{{doctor.Fail, "Sites.Selected is not granted"}}},
		"wider": {listOnly, []string{"Sites.FullControl.All"}, []line{
			{doctor.Warn, "Sites.FullControl.All is granted, and is more than is needed"},
		}},
		"wider beside it": {listOnly, []string{"Sites.ReadWrite.All", "Sites.Selected"}, []line{
			{doctor.Warn, "Sites.ReadWrite.All is granted, and nothing that is on needs it"},
		}},
		"too much":         {listOnly, []string{"Sites.Selected", "Files.Read.All"}, []line{{doctor.Warn, "Files.Read.All is granted, and nothing"}}},
		"wide for reasons": {woken, []string{"Sites.ReadWrite.All"}, []line{{doctor.OK, "no more"}}},
		"can do without": {woken, []string{"Sites.Selected"}, []line{
			{doctor.Warn, "Sites.ReadWrite.All is not granted: Graph may refuse to call"},
		}},
		"time zones": {directory, []string{"Sites.Selected", "User.Read.All", "MailboxSettings.Read", "RoleManagement.Read.Directory"}, []line{
			{doctor.OK, "no more: MailboxSettings.Read, "},
		}},
		"no time zones": {directory, []string{"Sites.Selected", "User.Read.All", "RoleManagement.Read.Directory"}, []line{
			{doctor.Warn, "MailboxSettings.Read is not granted: times are in the desk's time zone"},
		}},
		"time zones, wider": {
			directory,
			[]string{"Sites.Selected", "User.Read.All", "MailboxSettings.ReadWrite", "RoleManagement.Read.Directory"},
			[]line{{doctor.Warn, "MailboxSettings.ReadWrite is granted, and is more than is needed"}},
		},
		"time zones of nobody": {listOnly, []string{"Sites.Selected", "MailboxSettings.Read"}, []line{
			{doctor.Warn, "MailboxSettings.Read is granted, and nothing that is on needs it"},
		}},
		"one for two": {directory, []string{"Sites.Selected", "Directory.Read.All", "MailboxSettings.Read"}, []line{
			{doctor.Warn, "Directory.Read.All is granted, and is more than is needed"},
			{doctor.Warn, "Directory.Read.All is granted, and is more than is needed"},
		}},
		"Exchange permits it": {mail, nil, []line{{doctor.OK, "no more: none"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			findings := doctor.Permissions(tt.config, tt.held)
			require.Len(t, findings, len(tt.want), findings)
			for i, want := range tt.want {
				assert.Equal(t, want.level, findings[i].Level)
				assert.Contains(t, findings[i].Detail, want.text)
				assert.Equal(t, want.level == doctor.OK, findings[i].Advice == "")
			}
		})
	}
}
