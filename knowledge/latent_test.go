package knowledge

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/knowledge/linear"
)

// trades are what people ask about in many ways: of any phrasing, some words of one trade.
var trades = map[string]string{
	"baking":  "flour dough oven yeast bread crust rise knead loaf sourdough",
	"sailing": "mast anchor tide harbour rope deck wind hull jib rudder",
	"mending": "needle thread button seam cloth zip hem patch stitch sleeve",
}

// often is a corpus in which each trade has so many phrasings, of three of its words each.
func often(phrasings int) Corpus {
	var c Corpus
	for _, id := range []string{"baking", "mending", "sailing"} {
		words := strings.Fields(trades[id])
		a := articleOf(id, "what of "+id)
		for i := range phrasings {
			a.Phrasings = append(a.Phrasings, fmt.Sprintf("%s with %s and %s, case %d",
				words[i%10], words[(i/10+1)%10], words[(i/100+2)%10], i))
		}
		c.Articles = append(c.Articles, a)
	}
	return c
}

// Which words go together is learnt from the phrasings alone, where there are many of them.
func TestPhrasingsTellWhatGoesTogether(t *testing.T) {
	t.Parallel()
	many, again, few := engineOf(t, often(200)), engineOf(t, often(200)), engineOf(t, often(100))
	scattered := often(200)
	for i := range 200 {
		scattered.Articles = append(scattered.Articles, articleOf(fmt.Sprintf("other-%d", i), fmt.Sprintf("another matter %d", i)))
	}
	const question = "the rudder and the jib"
	x := explain(t, many, question)
	r := x.Rankings[0]
	require.True(t, r.Meaning)
	assert.False(t, r.Encoder)
	assert.Equal(t, "sailing", r.Candidates[0].ID)
	assert.Greater(t, r.Candidates[0].Meaning, 0.5)
	assert.Greater(t, r.Candidates[0].Meaning, 5*math.Abs(r.Candidates[1].Meaning))
	assert.Equal(t, x, explain(t, again, question), "the same articles always teach the same")

	assert.False(t, explain(t, few, question).Rankings[0].Meaning, "fewer tell too little")
	assert.False(t, explain(t, engineOf(t, scattered), question).Rankings[0].Meaning, "nor do many that are of few articles")
}

// What has been asked without an answer is known in that space too.
func TestPhrasingsTellWhatIsOutside(t *testing.T) {
	t.Parallel()
	c := often(200)
	for i := range 40 {
		c.Outside = append(c.Outside, Outside{Text: fmt.Sprintf("the referee blew the whistle at minute %d", i), Language: "en", Weight: 1})
	}
	e := engineOf(t, c)
	assert.Greater(t, explain(t, e, "which whistle has the referee").Rankings[0].OutsideMeaning, 0.5)
	assert.Less(t, explain(t, e, "rudder or jib or anchor").Rankings[0].OutsideMeaning, 0.1)
}

// Beside an encoder, the likeness in the latent space counts for its share. When the encoder fails, neither counts: they were
// learnt together.
func TestPhrasingsBesideAnEncoder(t *testing.T) {
	t.Parallel()
	encoder := &fickle{}
	e := encodingEngineOf(t, often(200), encoder)
	r := explain(t, e, "the rudder and the jib").Rankings[0]
	require.True(t, r.Meaning)
	assert.True(t, r.Encoder)
	assert.Equal(t, "sailing", r.Candidates[0].ID)

	encoder.to(broken()["an error"])
	r = explain(t, e, "the rudder and the jib").Rankings[0]
	assert.False(t, r.Meaning)
	assert.Equal(t, "sailing", r.Candidates[0].ID)
}

func TestLikenessInBothSpaces(t *testing.T) {
	t.Parallel()
	one := func(d int32) linear.Vector { return linear.Vector{Index: []int32{d}, Value: []float32{1}} }
	latent, err := linear.FindSpace(t.Context(), []linear.Vector{one(0), one(0), one(1), one(1)}, 2, 2)
	require.NoError(t, err)
	s := &meaning{encoder: 2, latent: latent}
	up, right := []float32{0, 1}, []float32{1, 0}
	likeness := func(a, b []float32) float64 { return float64(linear.Dot(a, b)) }
	assert.InDelta(t, 1, likeness(s.place(up, one(0)), s.place(up, one(0))), 1e-5)
	assert.InDelta(t, 1-latentShare, likeness(s.place(up, one(0)), s.place(up, one(1))), 1e-5)
	assert.InDelta(t, latentShare, likeness(s.place(up, one(0)), s.place(right, one(0))), 1e-5)

	alone := &meaning{latent: latent}
	assert.InDelta(t, 1, likeness(alone.place(nil, one(0)), alone.place(nil, one(0))), 1e-5)
	assert.InDelta(t, 0, likeness(alone.place(nil, one(0)), alone.place(nil, one(1))), 1e-5)
}
