package msgraph

import (
	"context"
	"net/http"

	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/users"

	"deskhand/graph"
)

const mayReadUsers = "User.Read.All"

// userProperties are those that graph.User has; department and accountEnabled are not given unless they are named.
var userProperties = []string{
	"id", "displayName", "userPrincipalName", "mail", "department", "jobTitle", "preferredLanguage", "accountEnabled",
}

func (c *Client) users() *users.UsersRequestBuilder {
	return users.NewUsersRequestBuilderInternal(map[string]string{}, c.adapter)
}

// people is an operation on the directory that reads.
func (c *Client) people(name, permission string, ids ...string) operation {
	return operation{name: name, service: c.directory, permission: permission, safe: true, ids: ids}
}

// User is who has the object id or user principal name. ErrNotFound: the account is deleted, or never was.
func (c *Client) User(ctx context.Context, idOrPrincipal string) (graph.User, error) {
	op := c.people("read user", mayReadUsers, idOrPrincipal)
	config := &users.UserItemRequestBuilderGetRequestConfiguration{
		QueryParameters: &users.UserItemRequestBuilderGetQueryParameters{Select: userProperties},
	}
	got, err := ask(ctx, c, op, func(ctx context.Context) (models.Userable, error) {
		return c.users().ByUserId(idOrPrincipal).Get(ctx, config)
	})
	if err != nil {
		return graph.User{}, err
	}
	return userOf(got), nil
}

// Manager is whom the user reports to. ErrNotFound: the directory names nobody. It takes two requests, since the first one
// knows the manager as an object of the directory, and what a person has can't be selected of that.
func (c *Client) Manager(ctx context.Context, id string) (graph.User, error) {
	config := &users.ItemManagerRequestBuilderGetRequestConfiguration{
		QueryParameters: &users.ItemManagerRequestBuilderGetQueryParameters{Select: []string{"id"}},
	}
	op := c.people("read manager", mayReadUsers, id)
	got, err := ask(ctx, c, op, func(ctx context.Context) (models.DirectoryObjectable, error) {
		return c.users().ByUserId(id).Manager().Get(ctx, config)
	})
	if err != nil {
		return graph.User{}, err
	}
	return c.User(ctx, text(got.GetId()))
}

// mayReadMailboxes are the permissions each of which lets the time zone be read.
var mayReadMailboxes = []string{"MailboxSettings.Read", "MailboxSettings.ReadWrite"}

// TimeZone is the time zone of the user's mailbox, by its name in Windows or IANA; empty when it has none. ErrNotFound: there
// is no mailbox. ErrForbidden: the application may not read it; when the token says so, Graph is not asked. It is a request of
// its own, since a mailbox that can't be read fails the whole request that asks for it.
func (c *Client) TimeZone(ctx context.Context, id string) (string, error) {
	op := operation{name: "read time zone", service: c.mailboxes, permission: mayReadMailboxes[0], safe: true, ids: []string{id}}
	if c.lacks(ctx, mayReadMailboxes) {
		return "", &graph.Error{
			Operation: op.name, Status: http.StatusForbidden, Permission: op.permission,
			Message: "not asked, since the token doesn't carry the permission",
		}
	}
	config := &users.UserItemRequestBuilderGetRequestConfiguration{
		QueryParameters: &users.UserItemRequestBuilderGetQueryParameters{Select: []string{"mailboxSettings"}},
	}
	got, err := ask(ctx, c, op, func(ctx context.Context) (models.Userable, error) {
		return c.users().ByUserId(id).Get(ctx, config)
	})
	if err != nil || got.GetMailboxSettings() == nil {
		return "", err
	}
	return text(got.GetMailboxSettings().GetTimeZone()), nil
}

func userOf(u models.Userable) graph.User {
	return graph.User{
		ID: text(u.GetId()), Name: text(u.GetDisplayName()), Principal: text(u.GetUserPrincipalName()), Mail: text(u.GetMail()),
		Department: text(u.GetDepartment()), JobTitle: text(u.GetJobTitle()), Language: text(u.GetPreferredLanguage()),
		// It is only told when asked for, and an account of which it is not told is not called disabled.
		Enabled: u.GetAccountEnabled() == nil || *u.GetAccountEnabled(),
	}
}

// personOf is a user whom Graph gives as a directory object: one of the right type when the answer says so, and else one
// whose properties are additional data.
func personOf(o models.DirectoryObjectable) graph.User {
	if user, ok := o.(models.Userable); ok {
		return userOf(user)
	}
	extra := fieldsOf(o.GetAdditionalData())
	enabled, told := extra["accountEnabled"].(bool)
	return graph.User{
		ID: text(o.GetId()), Name: extra.Text("displayName"), Principal: extra.Text("userPrincipalName"), Mail: extra.Text("mail"),
		Department: extra.Text("department"), JobTitle: extra.Text("jobTitle"), Language: extra.Text("preferredLanguage"),
		Enabled: enabled || !told,
	}
}
