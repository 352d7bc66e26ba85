// Package eval asks an engine questions whose answers are known, and says how it fared.
//
// The questions come from a folder that holds a set of them (ReadSet), or from the golden questions about a knowledge base
// (ReadGolden). It opens no database and no network, and changes no article.
package eval
