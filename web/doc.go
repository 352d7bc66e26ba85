// Package web is what others reach of Deskhand over HTTP beside Teams: help desk tools that report what became of a ticket.
// It decides nothing about tickets: what it is told becomes actions of the desk.
package web
