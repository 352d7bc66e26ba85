// Package graph is Microsoft 365 in plain words: list items, people, members of teams, mails, service issues, and the
// errors of both its interfaces. Its parts do the work: msgraph calls Graph, sharepoint makes the views that Graph can't,
// ticketlist keeps the help desk's SharePoint list and the desk in step, ticketmail hands tickets to a mailbox, directory
// knows people, inviter invites makers, and health watches the services. No type of the SDK is seen outside msgraph, and
// nothing here talks to people.
package graph
