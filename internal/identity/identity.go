// Package identity is who Deskhand is to Microsoft's login service: an app registration, and the one credential with
// which it proves to be that. It asks for no token itself, and knows neither Teams nor Graph.
package identity

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
)

// DefaultAuthority is the login service of Microsoft's public cloud.
const DefaultAuthority = "https://login.microsoftonline.com"

// Identity is an app registration and its credential: exactly one of client secret, certificate, federated token file
// and managed identity.
type Identity struct {
	Authority string // https base of the login service; empty: that of the public cloud
	TenantID  string // a managed identity needs none
	ClientID  string // of the app registration, or of the user-assigned managed identity

	ClientSecret        string
	CertificateFile     string // PEM or PFX, with the private key
	CertificatePassword string // of an encrypted PFX
	ManagedIdentity     bool
	FederatedTokenFile  string // workload identity
}

func (id Identity) withDefaults() Identity {
	id.Authority = cmp.Or(id.Authority, DefaultAuthority)
	return id
}

// check returns everything that is wrong.
func (id Identity) check() error {
	var errs []error
	if id.ClientID == "" {
		errs = append(errs, errors.New("the app id of the registration is missing"))
	}
	if id.TenantID == "" && !id.ManagedIdentity {
		errs = append(errs, errors.New("the tenant id of the registration is missing"))
	}
	ways := 0
	for _, given := range []bool{
		id.ClientSecret != "", id.CertificateFile != "", id.FederatedTokenFile != "", id.ManagedIdentity,
	} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		errs = append(errs, fmt.Errorf("%d credentials are set: set one of client secret, certificate, federated token file "+
			"and managed identity", ways))
	}
	u, err := url.Parse(id.Authority)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || (u.Path != "" && u.Path != "/") {
		errs = append(errs, fmt.Errorf("authority %q is not just https:// and a host", id.Authority))
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
