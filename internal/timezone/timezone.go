// Package timezone finds time zones by the names that Windows, and with it Exchange, has for them. What time it is there, it
// leaves to Go.
package timezone

import "time"

// IANA is the name by which Go knows a time zone that Windows or IANA has named. When neither has, it is empty and ok is false.
func IANA(name string) (iana string, ok bool) {
	if iana, ok = windows[name]; ok {
		return iana, true
	}
	if name == "" || name == "Local" { // which Go takes for UTC, and for the zone of this machine
		return "", false
	}
	if _, err := time.LoadLocation(name); err != nil {
		return "", false
	}
	return name, true
}
