// Package house holds the rules of the code that no single package can check: who may import whom, and how long a file
// may be. It has tests and nothing else.
package house
