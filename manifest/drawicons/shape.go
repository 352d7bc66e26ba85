package main

import "math"

type point struct{ x, y float64 }

// shape is how far a point lies outside a shape; less than 0 inside it.
type shape func(point) float64

// box is a rectangle with round corners, given by its centre and half its sides.
func box(x, y, halfWidth, halfHeight, radius float64) shape {
	return func(p point) float64 {
		dx := math.Abs(p.x-x) - halfWidth + radius
		dy := math.Abs(p.y-y) - halfHeight + radius
		return math.Hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - radius
	}
}

// polygon is a convex area, its corners given clockwise as seen on the screen.
func polygon(corners ...point) shape {
	return func(p point) float64 {
		distance := math.Inf(-1)
		for i, a := range corners {
			b := corners[(i+1)%len(corners)]
			dx, dy := b.x-a.x, b.y-a.y
			distance = max(distance, ((p.x-a.x)*dy-(p.y-a.y)*dx)/math.Hypot(dx, dy))
		}
		return distance
	}
}

// line is a stroke with round ends.
func line(a, b point, width float64) shape {
	return func(p point) float64 {
		dx, dy := b.x-a.x, b.y-a.y
		along := min(max(((p.x-a.x)*dx+(p.y-a.y)*dy)/(dx*dx+dy*dy), 0), 1)
		return math.Hypot(p.x-a.x-along*dx, p.y-a.y-along*dy) - width/2
	}
}

// outline is a stroke along the inner edge of a shape.
func outline(s shape, width float64) shape {
	return func(p point) float64 { return math.Abs(s(p)+width/2) - width/2 }
}

func union(a, b shape) shape {
	return func(p point) float64 { return min(a(p), b(p)) }
}
