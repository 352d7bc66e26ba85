package main

import (
	"bytes"
	"flag"
	"io"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOptions(t *testing.T) {
	t.Parallel()
	o, err := readOptions([]string{
		"-bin", "main.go", "-kb", "../../kb", "-articles", "5, 70", "-duration", "2s", "-rate", "9", "-at-once", "3",
		"-pause", "0", "-json",
	}, io.Discard)
	require.NoError(t, err)
	assert.True(t, filepath.IsAbs(o.bin))
	assert.True(t, filepath.IsAbs(o.kb))
	o.bin, o.kb = "", ""
	assert.Equal(t, options{sizes: []int{5, 70}, duration: 2 * time.Second, rate: 9, atOnce: 3, json: true}, o)
}

func TestOptionsThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, value, want string }{
		{"-articles", "many", "60,10000"},
		{"-articles", "60,", "60,10000"},
		{"-articles", "0", "60,10000"},
		{"-duration", "10ms", "-duration"},
		{"-rate", "0", "-rate"},
		{"-at-once", "0", "-at-once"},
		{"-pause", "-1s", "-pause"},
		{"-bin", "no/such/program", "make build"},
		{"-bin", ".", "make build"},
	} {
		_, err := readOptions([]string{"-bin", "main.go", test.name, test.value}, io.Discard)
		require.ErrorContainsf(t, err, test.want, "%s %s", test.name, test.value)
	}
}

func TestHelpSaysWhatCanBeChanged(t *testing.T) {
	t.Parallel()
	var usage bytes.Buffer
	_, err := readOptions([]string{"-help"}, &usage)
	require.ErrorIs(t, err, flag.ErrHelp)
	assert.Contains(t, usage.String(), "-at-once")
}
