package config

import (
	"fmt"
	"net/mail"
	"net/url"
	"strings"
)

// siteForm is how a SharePoint site is written.
const siteForm = "the site as hostname:/sites/name, such as contoso.sharepoint.com:/sites/helpdesk"

// site looks only for the address that a browser shows, which Graph doesn't understand.
func (fs *faults) site(setting, value string) {
	host, path, _ := strings.Cut(value, "/")
	if u, err := url.Parse(value); err == nil && u.Host != "" {
		host, path = u.Host, strings.Trim(u.Path, "/")
	} else if !strings.Contains(value, "/") || strings.HasSuffix(host, ":") {
		return
	}
	mend := "write " + siteForm
	if parts := strings.Split(path, "/"); len(parts) >= 2 { // behind the second there are lists and pages
		mend = fmt.Sprintf("write %s:/%s/%s", host, parts[0], parts[1])
	}
	fs.rule(setting, fmt.Sprintf("%q is an address in a browser", value), mend)
}

// mailbox allows an id as well as an address.
func (fs *faults) mailbox(setting, value string) {
	if strings.ContainsAny(value, " /<>,;:") || strings.Contains(value, "@") && !isMail(value) {
		fs.rule(setting, fmt.Sprintf("%q is neither an address nor an object id", value), "write it as helpdesk@contoso.com")
	}
}

func (fs *faults) mail(setting, value string) {
	if value != "" && !isMail(value) {
		fs.rule(setting, fmt.Sprintf("%q is not an address", value), "write it as tickets@tool.example.com")
	}
}

func isMail(text string) bool {
	address, err := mail.ParseAddress(text)
	return err == nil && address.Address == text
}
