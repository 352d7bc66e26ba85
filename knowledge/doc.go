// Package knowledge holds the articles and answers questions from them.
//
// It reads articles from a folder of Markdown files, holds their authors to the rules, keeps a bleve index of those that
// are published, ranks them for a question, and decides whether the first is an answer, one of several to choose from,
// or nothing to bother anybody with. The index is derived: deleted or damaged, it is built again from the articles.
//
// It never talks to a person, stores nothing but its index, and knows nothing about tickets or Teams.
package knowledge
