package doctor

import (
	"slices"

	"deskhand/internal/config"
)

// Feature is something that Deskhand does with Microsoft Graph, and what it must be permitted for it.
type Feature struct {
	Name        string
	Setting     string // what turns it on, as the documentation says it
	Permissions []Permission

	off func(config.Config) string // the setting that turns it off; empty when it is on
}

// Permission is an application permission, of Microsoft Graph unless it says otherwise. The names, and which of them contain
// others, are from the permission tables of Microsoft's reference of Graph v1.0.
type Permission struct {
	Name    string
	Why     string   // what Deskhand does with it
	Or      []string // does as well, and is not wider
	Wider   []string // does as well, and is more than needed
	Without string   // what is the case without it; empty when the feature can't work then
	Unseen  bool     // can be granted where a token doesn't show it
	Of      string   // whose permission it is; "": Microsoft Graph's. Graph's token doesn't show it either
}

// Off is the setting that turns the feature off; empty when it is on.
func (f Feature) Off(c config.Config) string {
	if !c.Graph.Enabled {
		return "graph.enabled: false"
	}
	return f.off(c)
}

// Names of features, as the report and the documentation have them.
const (
	FeatureList          = "tickets in a list"
	FeatureViews         = "views of the list"
	FeatureNotifications = "wake-up calls"
	FeatureMail          = "tickets by mail"
	FeaturePeople        = "people"
	FeatureAdmins        = "global administrators"
	FeatureOnCall        = "on call"
	FeatureHealth        = "service health"
	FeatureMakers        = "makers by group"
	FeatureAudit         = "makers by audit log"
	FeatureExclusion     = "exclusion group"
	FeatureTeam          = "community team"
	FeatureChannel       = "community channel"
	FeatureInvite        = "invitations"
)

// Features is everything that Deskhand does with Graph, in the order of the documentation.
func Features() []Feature {
	return slices.Concat(ticketFeatures(), peopleFeatures(), communityFeatures())
}

func ticketFeatures() []Feature {
	allSites := []string{"Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All"}
	return []Feature{
		{FeatureList, "graph.tickets: list", []Permission{{
			Name: "Sites.Selected", Why: "reads and writes the items of the list, in the one site that it is granted",
			Or: []string{"Lists.SelectedOperations.Selected"}, Wider: allSites,
		}}, func(c config.Config) string {
			return unless(c.Graph.Tickets == config.TicketsList, "graph.tickets: "+c.Graph.Tickets)
		}},
		{FeatureViews, "graph.tickets: list, and a credential that is no client secret", []Permission{{
			Name: "Sites.Selected", Of: "SharePoint",
			Why:     "makes views by status, and looks whether they are there, through SharePoint's own interface",
			Wider:   allSites[1:],
			Without: "deskhand provision prints addresses that show the list filtered",
		}}, func(c config.Config) string {
			if c.Graph.Tickets != config.TicketsList {
				return "graph.tickets: " + c.Graph.Tickets
			}
			return unless(c.GraphIdentity().ClientSecret == "", "the credential is a client secret, which SharePoint doesn't take for views")
		}},
		{FeatureNotifications, "graph.notification_url", []Permission{{
			Name: "Sites.ReadWrite.All", Why: "asks Graph to call when the list changes; Microsoft documents no smaller permission for it",
			Wider: allSites[2:], Without: "Graph may refuse to call, and then the list is looked at every graph.poll_interval",
		}}, func(c config.Config) string {
			if c.Graph.Tickets != config.TicketsList {
				return "graph.tickets: " + c.Graph.Tickets
			}
			return unless(c.Graph.NotificationURL != "", "graph.notification_url is empty")
		}},
		{FeatureMail, "graph.tickets: mail", []Permission{{
			Name: "Mail.Send", Why: "sends ticket mails from graph.mailbox; better granted in Exchange, for that mailbox alone",
			Unseen: true,
		}}, func(c config.Config) string {
			return unless(c.Graph.Tickets == config.TicketsMail, "graph.tickets: "+c.Graph.Tickets)
		}},
	}
}

func peopleFeatures() []Feature {
	directory := []string{"Directory.Read.All", "Directory.ReadWrite.All"}
	people := func(c config.Config) string { return unless(c.Graph.PeopleTTL > 0, "graph.people_ttl: 0") }
	return []Feature{
		{FeaturePeople, "graph.people_ttl above 0", []Permission{{
			Name: "User.Read.All", Why: "reads names, departments, languages and managers of those who talk to the bot, and notices closed accounts",
			Wider: append([]string{"User.ReadWrite.All"}, directory...),
		}, {
			Name: "MailboxSettings.Read", Why: "reads people's time zones, and keeps nothing else of their mailboxes' settings",
			Wider: []string{"MailboxSettings.ReadWrite"}, Without: "times are in the desk's time zone for those whose Teams doesn't say theirs",
		}}, people},
		{FeatureAdmins, "graph.people_ttl above 0", []Permission{{
			Name: "RoleManagement.Read.Directory", Why: "reads who the global administrators are, for deskhand people administrators",
			Wider:   append([]string{"RoleManagement.Read.All", "RoleManagement.ReadWrite.Directory"}, directory...),
			Without: "deskhand people administrators can't tell who they are",
		}}, people},
		{FeatureOnCall, "desk.on_call", []Permission{{
			Name: "Presence.Read.All", Why: "reads whether those on call can be reached", Wider: []string{"Presence.ReadWrite.All"},
		}}, func(c config.Config) string { return unless(len(c.Desk.OnCall) > 0, "desk.on_call is empty") }},
		{FeatureHealth, "graph.health_interval above 0", []Permission{{
			Name: "ServiceHealth.Read.All", Why: "reads which of Microsoft's services are disturbed",
		}}, func(c config.Config) string { return unless(c.Graph.HealthInterval > 0, "graph.health_interval: 0") }},
	}
}

func communityFeatures() []Feature {
	groups := func(why string) []Permission {
		return []Permission{{
			Name: "GroupMember.Read.All", Why: why, Wider: []string{
				"Group.Read.All", "Directory.Read.All", "GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All",
			},
		}}
	}
	return []Feature{
		{
			FeatureMakers, "community.source: group, community.maker_group_id",
			groups("reads who is in the makers' group"), makersOff("group"),
		},
		{FeatureAudit, "community.source: audit", []Permission{{
			Name: "AuditLogsQuery.Read.All", Why: "reads from the audit log who created an app or a flow",
		}}, makersOff("audit")},
		{
			FeatureExclusion, "community.exclusion_group_id", groups("reads who is never to be invited"),
			communityOff(func(c config.Community) string {
				return unless(c.ExclusionGroupID != "", "community.exclusion_group_id is empty")
			}),
		},
		{FeatureTeam, "community.team_id", []Permission{{
			Name: "TeamMember.Read.All", Why: "reads who is in the team already",
			Or: []string{"TeamMember.ReadWriteNonOwnerRole.All"}, Wider: []string{"TeamMember.ReadWrite.All"},
		}}, communityOff(teamOff)},
		{FeatureChannel, "community.channel_id", []Permission{{
			Name: "Channel.ReadBasic.All", Why: "reads whether the channel is private or shared",
			Wider: []string{
				"ChannelSettings.Read.All", "ChannelSettings.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All",
				"Directory.Read.All", "Directory.ReadWrite.All",
			},
		}, {
			Name: "ChannelMember.Read.All", Why: "reads who is in the channel when it is private or shared",
			Or: []string{"ChannelMember.ReadWrite.All"}, Without: "the channel can't be a private or shared one",
		}}, communityOff(func(c config.Community) string { return unless(c.ChannelID != "", "community.channel_id is empty") })},
		{FeatureInvite, "community.mode: consent or auto", []Permission{
			{
				Name: "TeamMember.ReadWriteNonOwnerRole.All", Why: "adds makers to the team, never as owners",
				Wider: []string{"TeamMember.ReadWrite.All"},
			},
			{
				Name: "ChannelMember.ReadWrite.All", Why: "adds makers to the channel when it is private or shared",
				Without: "makers can't be added to a private or shared channel",
			},
			{
				Name: "TeamsAppInstallation.ReadWriteSelfForUser.All", Why: "installs the bot, and only the bot, for those it invites",
				Wider: []string{
					"TeamsAppInstallation.ReadWriteSelectedForUser.All", "TeamsAppInstallation.ReadWriteForUser.All",
					"TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All", "TeamsAppInstallation.ReadWriteAndConsentForUser.All",
				},
			},
			{
				Name: "AppCatalog.Read.All", Why: "finds the bot in the organisation's app catalogue, to install it",
				Wider: []string{"AppCatalog.ReadWrite.All"},
			},
		}, communityOff(func(c config.Community) string {
			return unless(c.Mode == "consent" || c.Mode == "auto", "community.mode: "+c.Mode)
		})},
	}
}

func communityOff(more func(config.Community) string) func(config.Config) string {
	return func(c config.Config) string {
		if c.Community.Mode == "off" {
			return "community.mode: off"
		}
		return more(c.Community)
	}
}

func makersOff(source string) func(config.Config) string {
	return communityOff(func(c config.Community) string {
		if c.Source != source {
			return "community.source: " + c.Source
		}
		return unless(source != "group" || c.MakerGroupID != "", "community.maker_group_id is empty")
	})
}

func teamOff(c config.Community) string { return unless(c.TeamID != "", "community.team_id is empty") }

func unless(on bool, setting string) string {
	if on {
		return ""
	}
	return setting
}
