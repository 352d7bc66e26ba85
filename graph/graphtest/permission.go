package graphtest

import "slices"

// Application permissions that several things can be done with, each set from the least to more than is needed.
var (
	readSites = []string{
		"Sites.Selected", "Lists.SelectedOperations.Selected", "Sites.Read.All", "Sites.ReadWrite.All", "Sites.Manage.All",
		"Sites.FullControl.All",
	}
	writeItems = []string{
		"Sites.Selected", "Lists.SelectedOperations.Selected", "Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All",
	}
	makeLists  = []string{"Sites.Selected", "Sites.Manage.All", "Sites.FullControl.All"}
	readGrants = []string{"Sites.FullControl.All"}
	subscribe  = []string{"Sites.ReadWrite.All", "Sites.FullControl.All"}
	readUsers  = []string{"User.Read.All", "Directory.Read.All"}
	readRoles  = []string{"RoleManagement.Read.Directory", "Directory.Read.All"}

	readMailboxes = []string{"MailboxSettings.Read", "MailboxSettings.ReadWrite"}
)

// grantless are the permissions that reach a site without a grant on it.
var grantless = []string{"Sites.Read.All", "Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All"}

// grantlessly reports whether one of these is among the permissions.
func grantlessly(roles []string) bool {
	return slices.ContainsFunc(grantless, func(role string) bool { return slices.Contains(roles, role) })
}

// Permissions are the application permissions with which everything here can be done.
func Permissions() []string {
	return []string{
		"Sites.Selected", "Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All", "Mail.Send", "GroupMember.Read.All",
		"AuditLogsQuery.Read.All", "Team.ReadBasic.All", "TeamMember.ReadWriteNonOwnerRole.All", "Channel.ReadBasic.All",
		"ChannelMember.ReadWrite.All", "TeamsAppInstallation.ReadWriteSelfForUser.All", "AppCatalog.Read.All", "User.Read.All",
		"Presence.Read.All", "RoleManagement.Read.Directory", "ServiceHealth.Read.All", "Reports.Read.All",
		"MailboxSettings.Read",
	}
}
