// Package plot draws lines as SVG that reads on light and on dark: for the
// figures in the documentation.
package plot

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// Plot is lines over two axes.
type Plot struct {
	Title, X, Y string
	LogX, LogY  bool
	Ticks       []float64 // on the x axis; none: at the points of the first line
	Lines       []Line
}

// Line is one of the lines, with its name in the legend.
type Line struct {
	Name   string
	Points []Point
}

// Point is a point of a line.
type Point struct{ X, Y float64 }

// The picture's measures, in pixels.
const (
	width, height = 760, 360
	left, right   = 60, 330 // right holds the legend
	top, bottom   = 40, 50
)

// colours tell lines apart, also for who sees some alike (Okabe and Ito's, less
// the black).
func colours() []string {
	return []string{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C8C00"}
}

// scale is a value's place between two others, 0 to 1.
func scale(v, low, high float64, logarithmic bool) float64 {
	if logarithmic {
		v, low, high = math.Log(v), math.Log(low), math.Log(high)
	}
	return (v - low) / (high - low)
}

// bounds are those of the axes: x as the points have it, y from nothing (from
// one, where it is logarithmic) to a little above the highest.
func (p Plot) bounds() (lowX, highX, lowY, highY float64) {
	lowX, highX, highY = math.Inf(1), math.Inf(-1), 1.0
	for _, l := range p.Lines {
		for _, at := range l.Points {
			lowX, highX, highY = min(lowX, at.X), max(highX, at.X), max(highY, at.Y)
			lowY = min(lowY, at.Y)
		}
	}
	if p.LogY {
		lowY = 0.5
	}
	return lowX, highX, lowY, highY * 1.15
}

// place is a point's in the picture.
func (p Plot) place(at Point) (x, y float64) {
	lowX, highX, lowY, highY := p.bounds()
	return left + scale(at.X, lowX, highX, p.LogX)*(width-left-right), height - bottom - scale(at.Y, lowY, highY, p.LogY)*(height-top-bottom)
}

// SVG draws it. There must be a line, with a point.
func (p Plot) SVG() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s" font-family="sans-serif" font-size="12">`+"\n",
		width, height, html.EscapeString(p.Title))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#fff"/>`+"\n", width, height)
	fmt.Fprintf(&b, `<text x="%d" y="22" font-size="14">%s</text>`+"\n", left, html.EscapeString(p.Title))
	p.axes(&b)
	for i, l := range p.Lines {
		p.line(&b, i, l)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func (p Plot) axes(b *strings.Builder) {
	_, _, lowY, highY := p.bounds()
	for _, tick := range p.ticks(lowY, highY) {
		_, y := p.place(Point{p.Lines[0].Points[0].X, tick})
		fmt.Fprintf(b, `<path d="M%d %.1fH%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%g</text>`+"\n", left, y, width-right, left-8, y+4, tick)
	}
	for _, tick := range p.xTicks() {
		x, _ := p.place(Point{tick, lowY})
		fmt.Fprintf(b, `<text x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n", x, height-bottom+18, grouped(int(tick)))
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="middle">%s</text>`+"\n", (left+width-right)/2, height-12, p.X)
	fmt.Fprintf(b, `<text transform="translate(16 %d) rotate(-90)" text-anchor="middle">%s</text>`+"\n", (top+height-bottom)/2, p.Y)
}

func (p Plot) xTicks() []float64 {
	if p.Ticks != nil {
		return p.Ticks
	}
	var all []float64
	for _, at := range p.Lines[0].Points {
		all = append(all, at.X)
	}
	return all
}

// grouped is a number with its thousands apart.
func grouped(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return grouped(n/1000) + fmt.Sprintf(",%03d", n%1000)
}

// ticks are some round values within the bounds.
func (p Plot) ticks(low, high float64) []float64 {
	var all []float64
	if p.LogY {
		for v := 1.0; v < high; v *= 4 {
			all = append(all, v)
		}
		return all
	}
	each := math.Pow(10, math.Floor(math.Log10(high)))
	if high/each < 3 {
		each /= 4
	}
	for v := math.Ceil(low/each) * each; v < high; v += each {
		all = append(all, v)
	}
	return all
}

func (p Plot) line(b *strings.Builder, i int, l Line) {
	colour := colours()[i%len(colours())]
	dash := ""
	if i >= len(colours()) {
		dash = ` stroke-dasharray="5 3"`
	}
	places := make([]string, len(l.Points))
	for n, at := range l.Points {
		x, y := p.place(at)
		places[n] = fmt.Sprintf("%.1f,%.1f", x, y)
		fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`, x, y, colour)
	}
	fmt.Fprintf(b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"%s/>`, strings.Join(places, " "), colour, dash)
	const lineHeight, gap = 18, 16
	y := top + lineHeight*i
	fmt.Fprintf(b, `<path d="M%d %dh18" stroke="%s" stroke-width="2"%s/><text x="%d" y="%d">%s</text>`+"\n",
		width-right+gap, y, colour, dash, width-right+gap+24, y+4, html.EscapeString(l.Name))
}
