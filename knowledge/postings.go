package knowledge

import (
	"context"
	"fmt"

	index "github.com/blevesearch/bleve_index_api"
)

// posting says that an article has a term, and how much of its field the term makes up.
type posting struct {
	number uint32  // bleve's, of the document
	weight float32 // 0 to 1
}

// listed is all articles that have a term in a field, by their numbers.
type listed struct {
	list []posting
	most float32 // the greatest weight
}

// maxPostings bounds the memory of the postings that are kept at hand: 8 bytes each. They are enough for a thousand of the
// words that people use most, when there are 100,000 articles.
const maxPostings = 5_000_000

// postings reads from the index in which articles a field has a term. The words that people use in their questions are
// few: it keeps what it has read, weighed and ready.
type postings struct {
	reader index.IndexReader
	field  string
	pivot  float64 // the usual length of the field, in words
	kept   *kept[listed]
}

// of lists the articles that have the term. The list must not be changed.
func (p *postings) of(ctx context.Context, term []byte) (listed, error) {
	key := make([]byte, 0, 64)
	key = append(append(append(key, p.field...), ' '), term...)
	if found, known := p.kept.get(key); known {
		return found, nil
	}
	list, err := p.read(ctx, term)
	if err != nil {
		return listed{}, fmt.Errorf("look up a word in the index: %w", err)
	}
	found := listed{list: list}
	for _, at := range list {
		found.most = max(found.most, at.weight)
	}
	p.kept.put(key, found, len(list)+len(key)/8+16) // words that no article has cost something too
	return found, nil
}

// read weighs a term by BM25: the more often the better, but less and less so, and less in a field that is long.
func (p *postings) read(ctx context.Context, term []byte) ([]posting, error) {
	reader, err := p.reader.TermFieldReader(ctx, term, p.field, true, true, false)
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	list := make([]posting, 0, reader.Count())
	var next index.TermFieldDoc
	for {
		found, err := reader.Next(&next)
		if err != nil {
			return nil, err
		}
		if found == nil {
			return list, nil
		}
		length := 1 / (found.Norm * found.Norm) // bleve keeps it as one over the root
		frequency := float64(found.Freq)
		list = append(list, posting{
			number: uint32(found.ID.Value()),
			weight: float32(frequency / (frequency + saturation*(1-lengthWeight+lengthWeight*length/p.pivot))),
		})
	}
}
