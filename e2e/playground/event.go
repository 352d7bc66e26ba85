package playground

import (
	"context"
	"net/http"
	"net/url"
)

// Send hands the bot an activity that the client's own screen has no button for. It is made from one of the client's
// templates (install, uninstall, botAdded, userAdded and so on), changed as wanted; change may be nil.
func (c *Chat) Send(ctx context.Context, template string, change func(activity map[string]any)) error {
	query := url.Values{"conversationId": {c.ID}, "type": {template}}
	var activity map[string]any
	path := "/_internal/v1/customActivities"
	if err := c.teams.api.do(ctx, http.MethodGet, path+"/template?"+query.Encode(), nil, &activity); err != nil {
		return err
	}
	if change != nil {
		change(activity)
	}
	return c.teams.api.post(ctx, path, activity, nil)
}
