// Package helpdesk is the domain of the help desk: tickets and what may happen to them, priorities, and the calendar
// that turns a service level into a time on the clock.
//
// It decides; it never sends, stores or renders anything itself. Changes come out as events and as jobs for others to
// carry out, and everything that depends on the time is given the time. It imports nothing but the standard library.
package helpdesk
