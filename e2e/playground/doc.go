// Package playground runs Deskhand together with Microsoft's local Teams client, and talks in that client as a person
// would: it installs the bot in a chat, says something, presses buttons and reads what is shown. The command that people
// start at home and the end-to-end tests share it.
//
// It knows the local client's own interface and nothing of what Deskhand answers, and it is no part of the product.
package playground
