package connector

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAllowHosts(t *testing.T) {
	t.Parallel()
	check, err := allowHosts([]string{"Smba.TrafficManager.net", "*.botframework.com", "127.0.0.1:4433", "*.gov.example:8443"})
	require.NoError(t, err)
	for serviceURL, allowed := range map[string]bool{
		"https://smba.trafficmanager.net":          true,
		"https://SMBA.trafficmanager.net/emea/":    true,
		"https://smba.trafficmanager.net:443/":     true,
		"https://smba.trafficmanager.net:8443/":    false,
		"http://smba.trafficmanager.net/":          false,
		"https://xsmba.trafficmanager.net/":        false,
		"https://smba.trafficmanager.net.evil/":    false,
		"https://smba.trafficmanager.net./":        false,
		"https://evil/smba.trafficmanager.net":     false,
		"https://smba.trafficmanager.net@evil/":    false,
		"https://user@smba.trafficmanager.net/":    false,
		"https://smba.trafficmanager.net/?x=1":     false,
		"https://smba.trafficmanager.net/?":        false,
		"https://smba.trafficmanager.net/#x":       false,
		"https://smba.trafficmanager.net/#":        false,
		"https://smba.trafficmanager.net\\@evil/":  false,
		"https://webchat.botframework.com/":        true,
		"https://a.b.botframework.com/":            true,
		"https://botframework.com/":                false,
		"https://.botframework.com/":               false,
		"https://evilbotframework.com/":            false,
		"https://127.0.0.1:4433/teams":             true,
		"https://127.0.0.1/":                       false,
		"https://127.0.0.1:4434/":                  false,
		"https://x.gov.example:8443":               true,
		"https://x.gov.example":                    false,
		"//smba.trafficmanager.net/":               false,
		"smba.trafficmanager.net":                  false,
		"https:smba.trafficmanager.net":            false,
		"https:///":                                false,
		"":                                         false,
		"https://169.254.169.254/":                 false,
		"ftp://smba.trafficmanager.net/":           false,
		"https://smba.trafficmanager.net%2eevil/":  false,
		"https://smba.trafficmanager.net\x00evil/": false,
	} {
		assert.Equal(t, allowed, check(serviceURL) == nil, "%q", serviceURL)
	}
}

func TestAllowHostsReportsEveryFault(t *testing.T) {
	t.Parallel()
	bad := []string{
		"", "*", "*.", "*.com", ".example.com", "https://a.example", "a.example/x", "a*.example.com", "*a.example.com",
		"user@a.example", "a b", "*.*.example.com", "a.example:port", "a.example?x",
	}
	_, err := allowHosts(append(bad, "fine.example"))
	for _, entry := range bad {
		require.ErrorContains(t, err, `"`+entry+`"`)
	}
	assert.NotContains(t, err.Error(), "fine.example")
}

func TestAllowLoopback(t *testing.T) {
	t.Parallel()
	for serviceURL, allowed := range map[string]bool{
		"http://localhost:56150/_connector": true,
		"https://127.0.0.1/":                true,
		"http://127.8.9.1:80":               true,
		"http://[::1]:5000/":                true,
		"http://localhost.example.com/":     false,
		"http://127.0.0.1.example.com/":     false,
		"http://example.com/":               false,
		"http://0.0.0.0/":                   false,
		"http://10.0.0.1/":                  false,
		"http://169.254.169.254/":           false,
		"http://user@localhost/":            false,
		"ftp://localhost/":                  false,
		"localhost:5000":                    false,
		"":                                  false,
	} {
		assert.Equal(t, allowed, allowLoopback(serviceURL) == nil, "%q", serviceURL)
	}
}
