package knowledge

import (
	"bytes"
	"compress/flate"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

// indexFormat changes whenever an index made by an earlier version would answer differently.
const indexFormat = 5

// manifestKey holds, in the index itself and changed in the same stroke as the articles, what the index was made from.
const manifestKey = "deskhand.manifest"

// storedField holds the article itself.
const storedField = "article"

// analysisWorkers take texts apart for the index, beside whoever answers questions meanwhile.
const analysisWorkers = 2

// manifest is what an index was made from, in the order of the folder.
type manifest struct {
	Format  int
	Entries []*entry
}

// pack makes bytes of it, few, since bleve keeps them in memory.
func (m manifest) pack() ([]byte, error) {
	var data bytes.Buffer
	small, err := flate.NewWriter(&data, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(gob.NewEncoder(small).Encode(m), small.Close()); err != nil {
		return nil, err
	}
	return bytes.Clone(data.Bytes()), nil
}

// bleveIndex is a scorch index, what it was made from, and the workers that take texts apart for it. Bleve keeps the
// index and finds the terms; the sums that rank the articles are ours (see search.go).
type bleveIndex struct {
	index.Index
	queue *index.AnalysisQueue
	made  manifest
}

// openIndex opens the index in a folder, which it locks, or makes an empty one; without a folder it is in memory. What is
// written is on disk soon after, or at once if it must be durable; a disk that is full holds up the second for good.
func openIndex(dir string, durable bool) (*bleveIndex, error) {
	queue := index.NewAnalysisQueue(analysisWorkers)
	config := map[string]any{
		"path": dir, "bolt_timeout": lockWait.String(), "unsafe_batch": !durable,
		"scorchMergePlanOptions": mergePlan, "scorchPersisterOptions": persisterPlan,
	}
	opened, err := scorch.NewScorch(scorch.Name, config, queue)
	if err == nil {
		err = opened.Open()
	}
	if err != nil {
		queue.Close()
		return nil, err
	}
	b := &bleveIndex{Index: opened, queue: queue}
	if err := b.readManifest(); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// How bleve keeps its segments. Merging them costs about as much as making them did, and each is one more to look a word up
// in: up to 100,000 articles, those of a build stay as they are, since a question is answered in some milliseconds all the same;
// and small ones, which changes leave behind, become one.
var (
	mergePlan     = map[string]any{"MaxSegmentsPerTier": 100, "FloorSegmentSize": batchSize / 2}
	persisterPlan = map[string]any{"MemoryPressurePauseThreshold": 0} // that is: never merge what is not yet written
)

func (b *bleveIndex) Close() error {
	defer b.queue.Close()
	return b.Index.Close()
}

// readManifest reads what the index was made from. An index that has just been made was made from nothing.
func (b *bleveIndex) readManifest() error {
	b.made = manifest{Format: indexFormat}
	reader, err := b.Reader()
	if err != nil {
		return fmt.Errorf("read the index: %w", err)
	}
	defer reader.Close()
	data, err := reader.GetInternal([]byte(manifestKey))
	if err == nil && data != nil {
		err = gob.NewDecoder(flate.NewReader(bytes.NewReader(data))).Decode(&b.made)
	}
	if err != nil {
		return fmt.Errorf("read what the index was made from, perhaps by another version: %w", err)
	}
	return nil
}

// stored reads an article as it was when it was indexed.
func stored(reader index.IndexReader, documentID string) (Article, error) {
	var a Article
	found, err := reader.Document(documentID)
	if err != nil {
		return a, fmt.Errorf("read the article %s from the index: %w", documentID, err)
	}
	doc, ok := found.(*document.Document)
	if !ok || len(doc.Fields) != 1 {
		return a, fmt.Errorf("the article %s is not in the index", documentID)
	}
	if err := json.Unmarshal(doc.Fields[0].Value(), &a); err != nil {
		return a, fmt.Errorf("read the article %s from the index: %w", documentID, err)
	}
	return a, nil
}

// put indexes articles. They are served, and remembered, only with the commit that follows.
func (b *bleveIndex) put(articles []index.Document) error {
	return b.write(index.NewBatch(), articles)
}

// commit indexes the last articles, removes others, and remembers what the index is made from now, all in one stroke.
func (b *bleveIndex) commit(articles []index.Document, removed []string, entries []*entry) error {
	m := manifest{Format: indexFormat, Entries: entries}
	data, err := m.pack()
	if err != nil {
		return fmt.Errorf("note what the index is made from: %w", err)
	}
	batch := index.NewBatch()
	batch.SetInternal([]byte(manifestKey), data)
	for _, id := range removed {
		batch.Delete(id)
	}
	if err := b.write(batch, articles); err != nil {
		return err
	}
	b.made = m
	return nil
}

func (b *bleveIndex) write(batch *index.Batch, articles []index.Document) error {
	for _, a := range articles {
		batch.Update(a)
	}
	if err := b.Batch(batch); err != nil {
		return fmt.Errorf("write the index: %w", err)
	}
	return nil
}

// asked is all that is known of how people ask for an article. Its id is made of words too.
func asked(a Article) string {
	var text strings.Builder
	for _, p := range a.asked() {
		text.WriteString(p.text)
		text.WriteByte('\n')
	}
	text.WriteString(strings.Join(a.Tags, "\n"))
	return text.String()
}
