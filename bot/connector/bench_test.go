package connector

import (
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"deskhand/bot/activity"
	"deskhand/bot/connector/connectortest"
)

func BenchmarkAuthenticate(b *testing.B) {
	clock := newClock()
	issuer := startIssuer(b, connectortest.IssuerConfig{Now: clock.now})
	validator := newValidator(b, issuer, clock)
	request, a := post("Bearer "+sign(b, issuer.Token(appID, serviceURL))), heard()
	require.NoError(b, validator.Authenticate(request, a))

	b.Run("remembered", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := validator.Authenticate(request, a); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("new", func(b *testing.B) {
		b.ReportAllocs()
		raw := request.Header.Get("Authorization")[len("Bearer "):]
		for b.Loop() {
			if _, err := validator.tokens.check(b.Context(), raw); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkSend(b *testing.B) {
	cloud := startCloud(b)
	open := startConnector(b, connectortest.ConnectorConfig{Forget: true})
	secret := cloud.client(b)
	for name, client := range map[string]*Client{"no-auth": newClient(b, newClock()), "secret": secret} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			to := personalChat(open)
			if name == "secret" {
				to = personalChat(cloud.teams)
			}
			var n atomic.Int64
			b.SetParallelism(16)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					own := to
					own.ID = "a:" + strconv.FormatInt(n.Add(1), 10)
					if _, err := client.Send(b.Context(), own, activity.Message("hello")); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
	b.Run("token", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := secret.tokens.get(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}
