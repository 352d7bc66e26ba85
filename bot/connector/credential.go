package connector

import (
	"errors"
	"fmt"
	"net/url"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// NewCredential returns what proves to the login service that the bot is the bot: exactly one of a client secret, a
// certificate, a workload identity and a managed identity. It keeps tokens and renews them before they expire. The
// error lists everything that is wrong with the configuration.
func NewCredential(cfg Config, options Options) (azcore.TokenCredential, error) {
	cfg, options = cfg.withDefaults(), options.withDefaults()
	if err := checkCredential(cfg); err != nil {
		return nil, err
	}
	base := azcore.ClientOptions{
		Cloud:     cloud.Configuration{ActiveDirectoryAuthorityHost: cfg.Authority},
		Transport: options.HTTP,
	}
	// Asking Microsoft about a login service that isn't Microsoft's can only fail.
	foreign := !isMicrosoft(cfg.Authority)
	switch {
	case cfg.ClientSecret != "":
		return azidentity.NewClientSecretCredential(cfg.TenantID, cfg.AppID, cfg.ClientSecret,
			&azidentity.ClientSecretCredentialOptions{ClientOptions: base, DisableInstanceDiscovery: foreign})
	case cfg.CertificateFile != "":
		return newCertificateCredential(cfg, base, foreign)
	case cfg.FederatedTokenFile != "":
		return azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{
			ClientOptions: base, DisableInstanceDiscovery: foreign,
			TenantID: cfg.TenantID, ClientID: cfg.AppID, TokenFilePath: cfg.FederatedTokenFile,
		})
	default:
		return azidentity.NewManagedIdentityCredential(&azidentity.ManagedIdentityCredentialOptions{
			ClientOptions: base, ID: azidentity.ClientID(cfg.AppID),
		})
	}
}

func newCertificateCredential(cfg Config, base azcore.ClientOptions, foreign bool) (azcore.TokenCredential, error) {
	file, err := os.ReadFile(cfg.CertificateFile)
	if err != nil {
		return nil, fmt.Errorf("reading the bot's certificate: %w", err)
	}
	certificates, key, err := azidentity.ParseCertificates(file, []byte(cfg.CertificatePassword))
	if err != nil {
		return nil, fmt.Errorf("the bot's certificate %s must hold a certificate and its private key, as PEM or PFX: %w",
			cfg.CertificateFile, err)
	}
	return azidentity.NewClientCertificateCredential(cfg.TenantID, cfg.AppID, certificates, key,
		&azidentity.ClientCertificateCredentialOptions{
			ClientOptions: base, DisableInstanceDiscovery: foreign, SendCertificateChain: true,
		})
}

func checkCredential(cfg Config) error {
	var errs []error
	if cfg.AppID == "" {
		errs = append(errs, errors.New("the app id of the bot's registration is missing"))
	}
	if cfg.TenantID == "" && !cfg.ManagedIdentity {
		errs = append(errs, errors.New("the tenant id of the bot's registration is missing"))
	}
	ways := 0
	for _, given := range []bool{
		cfg.ClientSecret != "", cfg.CertificateFile != "", cfg.FederatedTokenFile != "", cfg.ManagedIdentity,
	} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		errs = append(errs, fmt.Errorf("%d credentials are set: set one of client secret, certificate, federated token file "+
			"and managed identity", ways))
	}
	u, err := url.Parse(cfg.Authority)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || (u.Path != "" && u.Path != "/") {
		errs = append(errs, fmt.Errorf("authority %q is not just https:// and a host", cfg.Authority))
	}
	return errors.Join(errs...)
}

func isMicrosoft(authority string) bool {
	u, err := url.Parse(authority)
	if err != nil {
		return false
	}
	for _, known := range []cloud.Configuration{cloud.AzurePublic, cloud.AzureGovernment, cloud.AzureChina} {
		if k, err := url.Parse(known.ActiveDirectoryAuthorityHost); err == nil && k.Host == u.Host {
			return true
		}
	}
	return false
}
