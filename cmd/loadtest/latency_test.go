package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestPercentile(t *testing.T) {
	t.Parallel()
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(100 - i)
	}
	for name, test := range map[string]struct {
		samples []time.Duration
		percent float64
		want    time.Duration
	}{
		"none":                       {nil, 50, 0},
		"one":                        {[]time.Duration{7}, 99, 7},
		"lowest":                     {hundred, 0, 1},
		"middle of a hundred":        {hundred, 50, 50},
		"middle of five":             {[]time.Duration{5, 1, 4, 2, 3}, 50, 3},
		"one of a hundred is slower": {hundred, 99, 99},
		"slowest":                    {hundred, 100, 100},
		"few":                        {[]time.Duration{3, 1, 2}, 99, 3},
	} {
		assert.Equal(t, test.want, percentile(test.samples, test.percent), name)
	}
}
