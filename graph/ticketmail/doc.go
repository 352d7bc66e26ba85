// Package ticketmail hands tickets to a help desk tool that reads a mailbox: one mail when a ticket is opened, and one for
// each later thing that the tool has to know. What the tool does comes back another way (package web).
//
// Graph's sendMail can't be asked whether it has sent something, so that a mail comes at least once: when the answer to a
// call is lost, or the process is stopped while it waits for it, the mail is sent again. Both have the same subject and the
// same x-deskhand-event, by which a tool can tell. When nothing goes wrong it comes once.
package ticketmail
