package card

import "sort"

// fit draws a card with as many of its n parts as Teams takes; draw is told how many to keep.
func fit(n int, draw func(kept int) Card) Card { return fitTo(maxBytes, n, draw) }

// fitTo draws a card with as many of its n parts as a number of bytes takes.
func fitTo(limit, n int, draw func(kept int) Card) Card {
	fits := func(c Card) (Card, bool) {
		c, ok := fitting(c)
		return c, ok && len(c.json) <= limit
	}
	if whole, ok := fits(draw(n)); ok {
		return whole
	}
	dropped := sort.Search(n, func(dropped int) bool {
		_, ok := fits(draw(n - dropped))
		return ok
	})
	return draw(n - dropped)
}

// fitting reports whether Teams takes the card, and keeps what was written to find out.
func fitting(c Card) (Card, bool) {
	data, err := c.JSON()
	c.json = data
	return c, err == nil && len(data) <= maxBytes
}
