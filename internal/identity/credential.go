package identity

import (
	"crypto"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// NewCredential returns what proves to the login service that Deskhand is that identity. It keeps tokens and renews them
// before they expire, and waits for the login service no longer than some seconds. The error lists everything that is wrong.
// Without a client it uses the Azure SDK's own.
func NewCredential(id Identity, client *http.Client) (azcore.TokenCredential, error) {
	id = id.withDefaults()
	if err := id.check(); err != nil {
		return nil, err
	}
	base := azcore.ClientOptions{Cloud: cloud.Configuration{ActiveDirectoryAuthorityHost: id.Authority}}
	if client != nil {
		base.Transport = client
	}
	if id.ManagedIdentity { // the machine itself is asked, and may need time after it was started
		return azidentity.NewManagedIdentityCredential(&azidentity.ManagedIdentityCredentialOptions{
			ClientOptions: base, ID: azidentity.ClientID(id.ClientID),
		})
	}
	base.Retry.MaxRetries = 2 // as many as there is time for
	credential, err := ask(id, base)
	if err != nil {
		return nil, err
	}
	return impatient{credential, id.Authority, answersWithin}, nil
}

// ask is the credential with which the login service is asked.
func ask(id Identity, base azcore.ClientOptions) (azcore.TokenCredential, error) {
	// Asking Microsoft about a login service that isn't Microsoft's can only fail.
	foreign := !isMicrosoft(id.Authority)
	switch {
	case id.ClientSecret != "":
		return azidentity.NewClientSecretCredential(id.TenantID, id.ClientID, id.ClientSecret,
			&azidentity.ClientSecretCredentialOptions{ClientOptions: base, DisableInstanceDiscovery: foreign})
	case id.CertificateFile != "":
		certificates, key, err := readCertificate(id.CertificateFile, id.CertificatePassword)
		if err != nil {
			return nil, err
		}
		return azidentity.NewClientCertificateCredential(id.TenantID, id.ClientID, certificates, key,
			&azidentity.ClientCertificateCredentialOptions{
				ClientOptions: base, DisableInstanceDiscovery: foreign, SendCertificateChain: true,
			})
	default:
		return azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{
			ClientOptions: base, DisableInstanceDiscovery: foreign,
			TenantID: id.TenantID, ClientID: id.ClientID, TokenFilePath: id.FederatedTokenFile,
		})
	}
}

// CertificateExpiry is when the certificate in the file ends, and nobody can sign in with it any more. Of a chain it is
// the certificate that belongs to the private key.
func CertificateExpiry(file, password string) (time.Time, error) {
	certificates, key, err := readCertificate(file, password)
	if err != nil {
		return time.Time{}, err
	}
	owner, ok := key.(crypto.Signer)
	if !ok {
		return time.Time{}, fmt.Errorf("the private key in %s is of a kind that cannot sign; make one with RSA", file)
	}
	for _, certificate := range certificates {
		if public, ok := certificate.PublicKey.(interface{ Equal(crypto.PublicKey) bool }); ok && public.Equal(owner.Public()) {
			return certificate.NotAfter, nil
		}
	}
	return time.Time{}, fmt.Errorf("no certificate in %s belongs to its private key; put both of them into the file", file)
}

func readCertificate(file, password string) ([]*x509.Certificate, crypto.PrivateKey, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the certificate: %w", err)
	}
	certificates, key, err := azidentity.ParseCertificates(content, []byte(password))
	if err != nil {
		return nil, nil, fmt.Errorf("the certificate %s must hold a certificate and its private key, as PEM or PFX: %w", file, err)
	}
	return certificates, key, nil
}
