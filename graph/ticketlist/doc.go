// Package ticketlist keeps the help desk's SharePoint list and the desk in step: each ticket is one item of the list, and
// what the help desk changes there is done to the ticket as if it had been done here.
//
// The database is the truth. The list is written by jobs and read back by delta queries; Graph's notifications only say that
// it is time to look. Whatever Graph answers, or doesn't, a ticket has one item: it is looked for by its key before and
// after it is made, and the key is unique in the list. Nothing of the help desk's is overwritten unseen: an item is written
// only in the version that was read (ETag), and what somebody changed in it since both sides agreed comes first.
//
// It tells nobody anything: that follows from the events of the desk.
package ticketlist
