// Package transfer brings articles in from other tools' files, and writes articles out as Markdown.
//
// What it makes of a file keeps the rules of package knowledge, or is left out and named in the notes. It reads bytes and
// returns bytes: it opens no file, and never decides that an article is good enough to be served.
package transfer
