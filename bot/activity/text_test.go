package activity

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/infracloudio/msbotbuilder-go/schema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// heard is a message to the bot "Desk & Co", which it mentions as written in the entity.
func heard(format schema.TextFormatTypes, text string) Activity {
	return Activity{
		Activity:  schema.Activity{Type: TypeMessage, Text: text, TextFormat: format},
		Recipient: schema.ChannelAccount{ID: "28:bot"},
		Entities: []json.RawMessage{
			json.RawMessage(`{"type":"mention","text":"<at>Desk &amp; Co</at>","mentioned":{"id":"28:bot"}}`),
			json.RawMessage(`{"type":"mention","text":"<at>Ola</at>","mentioned":{"id":"29:ola"}}`),
		},
	}
}

func TestPlainTextOfPlain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                   "",
		"  hello  \n ":                       "hello",
		"<at>Desk &amp; Co</at> why?":        "why?",
		"<at>Desk & Co</at>&nbsp;why?":       "why?",
		"ask<at>Desk &amp; Co</at>now":       "ask now",
		"<at id=\"0\">Desk &amp; Co</at> hi": "hi",
		"<at>Desk &amp; Co</at> ask <at>Ola</at>, ok":    "ask Ola, ok",
		"<at>Somebody&#x200b; Else</at>":                 "Somebody Else",
		"is a < b && c > d?":                             "is a < b && c > d?",
		"what does <b>bold</b> &lt;mean&gt;":             "what does <b>bold</b> &lt;mean&gt;",
		"<attach> and <at>Desk &amp; Co</at> x":          "<attach> and x",
		"<at>unclosed":                                   "<at>unclosed",
		"ends in <at":                                    "ends in <at",
		"one\r\ntwo\rthree\u2028four":                    "one\ntwo\nthree\nfour",
		"a\t b\u00a0\u00a0c\u3000d":                      "a b c d",
		"a\n\n\n \nb":                                    "a\n\nb",
		"zero\u200bwidth \u202eover\u2066ride\ufeff":     "zerowidth override",
		"soft\u00adhyphen, tag\U000e0041, bell\x07 \x00": "softhyphen, tag, bell",
		"bad\xffbytes":                                   "badbytes",
		"blåbærsyltetøy 👍🏽":                              "blåbærsyltetøy 👍🏽",
	} {
		for _, format := range []schema.TextFormatTypes{"", "plain", "markdown"} {
			a := heard(format, text)
			assert.Equal(t, want, a.PlainText(), "%s %q", format, text)
		}
	}
}

func TestPlainTextOfHTML(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<b>bo</b>ld":                "bold",
		"a &lt;b&gt; &amp; c&nbsp;d": "a <b> & c d",

		"<p>one</p><p>two</p>":                              "one\ntwo",
		"<div>one<br/>two<br>three</div>four":               "one\ntwo\nthree\nfour",
		"<ul><li>one</li><li>two</li></ul>after":            "- one\n- two\nafter",
		"<ul><li><p>one</p></li><li><p>two</p></li></ul>":   "- one\n- two",
		"<h1>Title</h1>text":                                "Title\ntext",
		"<table><tr><td>a</td><td>b</td></tr></table>":      "a b",
		"<at>Desk &amp; Co</at>&nbsp;hello <at>Ola</at>":    "hello Ola",
		"<at id=\"0\"><b>Desk</b> &amp; Co</at>hello":       "hello",
		"a<script>alert('<b>')</script>b<style>p{}</style>": "ab",
		"a<script></script>b":                               "ab",
		"<textarea><b></textarea>x":                         "x",
		"<!-- hidden -->shown<!doctype html>":               "shown",
		`<img alt="😀" src="x">`:                             "😀",
		`<img alt="<script>">`:                              "",
		`<a href="https://example.com/?a=1&b=2">link</a>`:   "link",
		"is a < b":         "is a < b",
		"<<i></i>b>":       "< b>",
		"<\u200bb>x":       "x",
		"&#8238;&#x200b;x": "x",
		"<p onclick=\"":    "",
		"unclosed <b":      "unclosed",
	} {
		for _, format := range []schema.TextFormatTypes{"html", "xml"} {
			a := heard(format, text)
			assert.Equal(t, want, a.PlainText(), "%s %q", format, text)
		}
	}
}

func FuzzPlainText(f *testing.F) {
	for _, text := range []string{
		"<p>one</p><at>Desk &amp; Co</at> <ul><li>x", "<<i></i>b>", "<\u200bb>", "<textarea><b>", "<<at>Desk & Co</at>b>",
		"<img alt='<b>'>", "<xmp><b></xmp>", "<![CDATA[<b>]]>", "<?php <b> ?>", "</ <b>", "<plaintext><b>", "&lt;b&gt;",
		"<at>Ola</at><at",
		"<noscript/><b>", "<svg><title><b></title>", "a\x00<b\x00>",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		marked := heard("html", text)
		read := marked.PlainText()
		assert.LessOrEqual(t, len(read), 2*len(text)+1, "an entity is never more than twice as long spelled out")
		if !strings.Contains(text, "&") { // otherwise somebody may have written about tags
			assert.False(t, hasTag(read), "%q became %q", text, read)
		}
		assert.Equal(t, read, foldSpace(Visible(read)), "nothing invisible is left")

		plain := heard("plain", text)
		assert.LessOrEqual(t, len(plain.PlainText()), len(text)+1)
	})
}

func hasTag(text string) bool {
	for tokens := html.NewTokenizer(strings.NewReader(text)); ; {
		switch tokens.Next() {
		case html.ErrorToken:
			return false
		case html.TextToken:
		default:
			return true
		}
	}
}

func BenchmarkPlainText(b *testing.B) {
	a := load(b, "channel-message")
	require.NotEmpty(b, a.PlainText())
	b.ReportAllocs()
	for b.Loop() {
		a.PlainText()
	}
}
