package main

import (
	"image"
	"image/color"
	"math"
)

// The mark is designed on a grid of 32 by 32, the size of the smaller icon.
const grid = 32

var (
	teal  = color.NRGBA{0x0F, 0x5C, 0x6E, 0xFF}
	white = color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF}
	none  = color.NRGBA{0xFF, 0xFF, 0xFF, 0x00}
)

// icons are the two that Teams wants: one in colour with a margin around the mark, and one of white lines on nothing.
func icons() map[string]image.Image {
	bubble := union(
		box(16, 13, 13, 9, 4),
		polygon(point{8, 18}, point{20, 18}, point{8, 29}),
	)
	tick := func(width float64) shape {
		return union(line(point{10.5, 13}, point{14.5, 17}, width), line(point{14.5, 17}, point{21.5, 9}, width))
	}
	return map[string]image.Image{
		"color.png":   draw(192, 32, teal, layer{white, bubble}, layer{teal, tick(3)}),
		"outline.png": draw(32, 0, none, layer{white, union(outline(bubble, 2), tick(2.2))}),
	}
}

// layer is a shape filled with a colour.
type layer struct {
	color color.NRGBA
	shape shape
}

// draw paints layers over a background, on a square of that many pixels with a margin on each side. A pixel that the
// edge of a shape runs through gets a share of its colour.
func draw(size, margin int, background color.NRGBA, layers ...layer) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	scale := float64(size-2*margin) / grid
	toGrid := func(pixel int) float64 { return (float64(pixel-margin) + 0.5) / scale }
	for y := range size {
		for x := range size {
			c := background
			for _, l := range layers {
				distance := l.shape(point{toGrid(x), toGrid(y)}) * scale
				c = mix(c, l.color, min(max(0.5-distance, 0), 1))
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func mix(from, to color.NRGBA, share float64) color.NRGBA {
	channel := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + (float64(b)-float64(a))*share)) }
	return color.NRGBA{channel(from.R, to.R), channel(from.G, to.G), channel(from.B, to.B), channel(from.A, to.A)}
}
