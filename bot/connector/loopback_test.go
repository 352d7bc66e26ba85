package connector

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"deskhand/bot/activity"
)

func TestLoopback(t *testing.T) {
	t.Parallel()
	door, err := NewLoopback(Config{})
	require.NoError(t, err)
	for name, test := range map[string]struct {
		change func(*http.Request, *activity.Activity)
		want   error
	}{
		"good":            {func(*http.Request, *activity.Activity) {}, nil},
		"IPv6":            {func(r *http.Request, _ *activity.Activity) { r.RemoteAddr = "[::1]:4000" }, nil},
		"another machine": {func(r *http.Request, _ *activity.Activity) { r.RemoteAddr = "192.0.2.1:4000" }, ErrForbidden},
		"no address":      {func(r *http.Request, _ *activity.Activity) { r.RemoteAddr = "" }, ErrForbidden},
		"through a tunnel": {
			func(r *http.Request, _ *activity.Activity) { r.Header.Set("X-Forwarded-For", "192.0.2.1") }, ErrForbidden,
		},
		"from a web page": {
			func(r *http.Request, _ *activity.Activity) { r.Header.Set("Origin", "https://example.com") }, ErrForbidden,
		},
		"to be answered elsewhere": {
			func(_ *http.Request, a *activity.Activity) { a.ServiceURL = "https://smba.trafficmanager.net/emea/" }, ErrForbidden,
		},
		"another channel": {func(_ *http.Request, a *activity.Activity) { a.ChannelID = "emulator" }, ErrForbidden},
	} {
		request, a := post(), heard()
		request.RemoteAddr = "127.0.0.1:4000"
		a.ServiceURL = "http://localhost:56150/_connector"
		test.change(request, a)
		checkOutcome(t, test.want, door.Authenticate(request, a), name)
	}
}

func TestNoAuthAndAnAppIDExcludeEachOther(t *testing.T) {
	t.Parallel()
	_, err := NewLoopback(Config{AppID: appID})
	require.Error(t, err)
	_, err = NewClient(Config{AppID: appID}, nil, Options{})
	require.Error(t, err)
}
