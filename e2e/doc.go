// Package e2e plays Deskhand as people meet it: the program as it is built, talking through Microsoft's local Teams
// client, over that client's HTTP interface and in a real browser. Its tests carry the build tag e2e; `make e2e` runs
// them. They find buttons by what they do and texts by their keys, so that a reworded sentence breaks nothing here.
package e2e
