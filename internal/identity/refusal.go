package identity

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// advice is what the login service's codes mean, for whom it is to be mended.
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
var advice = map[string]string{
	"AADSTS70021":   "no federated credential of the app registration fits this workload: compare issuer and subject",
	"AADSTS90002":   "there is no such tenant: check the tenant id, and the authority in a national cloud",
	"AADSTS500011":  "the tenant doesn't know what the token is asked for: check the address of the service",
	"AADSTS700016":  "there is no such app registration in this tenant: check the client id and the tenant id",
	"AADSTS700027":  "the certificate does not belong to the app registration: upload it there",
	"AADSTS7000112": "the app registration is disabled in the tenant: an administrator can enable it",
	"AADSTS7000215": "the client secret is wrong: copy the secret's value, not its id",
	"AADSTS7000222": "the client secret has expired: make a new one",
}

var codeOf = regexp.MustCompile(`AADSTS\d+`)

// Refusal says in one line why the login service gave no token, and what to do, when it is the identity that has to be
// mended. It is "" for any other error: a login service that can't be reached, or has trouble of its own.
func Refusal(err error) string {
	code := codeOf.FindString(err.Error())
	if known, ok := advice[code]; ok {
		return fmt.Sprintf("%s (%s)", known, code)
	}
	failed, ok := errors.AsType[*azidentity.AuthenticationFailedError](err)
	if !ok || failed.RawResponse == nil {
		return ""
	}
	status := failed.RawResponse.StatusCode
	if status < http.StatusBadRequest || status >= http.StatusInternalServerError || status == http.StatusTooManyRequests {
		return ""
	}
	return fmt.Sprintf("the login service refused with %d %s: check the tenant id, the client id and the credential", status, code)
}

// Reach is what to do about a login service that can't be reached, after the name of the setting that says where it is.
const Reach = "can be reached from here: through the proxy if there is one (HTTPS_PROXY), " +
	"and with the certificates of a proxy that looks inside (SSL_CERT_FILE)"

// Trouble says in one line why there was no token, when that is not a Refusal.
func Trouble(err error) string {
	if failed, ok := errors.AsType[*azidentity.AuthenticationFailedError](err); ok && failed.RawResponse != nil {
		status := failed.RawResponse.StatusCode
		return fmt.Sprintf("the login service answered %d %s", status, http.StatusText(status))
	}
	// The Azure SDK spreads the error over lines, the cause last, and adds the address of a page.
	text, _, _ := strings.Cut(err.Error(), ". To troubleshoot")
	return strings.Join(strings.Fields(text), " ")
}
