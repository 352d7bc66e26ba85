// Package msgraph speaks Microsoft Graph, and is the only one that knows its SDK. It sends one request for what one
// method says, in the plain types of package graph, and answers for what every request needs: the token, the pace that
// Graph asks for, trying again where that is harmless, and errors that an administrator can act on. It decides nothing
// about tickets or people, and keeps nothing but the token.
//
// The SDK is used by its sub-packages, since the root package takes minutes to compile, and with a middleware chain of our
// own: the SDK's retries requests in ways that can create a thing twice. A builder of the SDK shares its path
// parameters with the requests that it makes, so each call makes its own.
package msgraph
