// Package connectortest plays the parts of Microsoft that the bot talks to: the issuer, which signs what Teams sends
// and gives the bot its own tokens, and the connector, which takes what the bot sends. Both listen on this machine
// alone, and neither knows package connector: they go by what Microsoft's services do. It is for tests and for programs
// that measure; no production code imports it.
package connectortest
