package connector

import (
	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"deskhand/internal/identity"
)

// NewCredential returns what proves to the login service that the bot is the bot: exactly one of a client secret, a
// certificate, a workload identity and a managed identity. The error lists everything that is wrong with the
// configuration.
func NewCredential(cfg Config, options Options) (azcore.TokenCredential, error) {
	return identity.NewCredential(identity.Identity{
		Authority: cfg.Authority, TenantID: cfg.TenantID, ClientID: cfg.AppID, ClientSecret: cfg.ClientSecret,
		CertificateFile: cfg.CertificateFile, CertificatePassword: cfg.CertificatePassword,
		ManagedIdentity: cfg.ManagedIdentity, FederatedTokenFile: cfg.FederatedTokenFile,
	}, options.withDefaults().HTTP)
}
