package plot_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"usher/test/plot"
)

var circle = regexp.MustCompile(`<circle cx="([0-9.]+)" cy="([0-9.]+)"`)

// TestSVG draws what is XML, with every point inside of it, and the highest
// value highest.
func TestSVG(t *testing.T) {
	t.Parallel()
	lines := []plot.Line{
		{Name: "one", Points: []plot.Point{{X: 10, Y: 1}, {X: 1_000, Y: 3}, {X: 100_000, Y: 2}}},
		{Name: "two", Points: []plot.Point{{X: 10, Y: 1}, {X: 1_000, Y: 1}, {X: 100_000, Y: 1}}},
	}
	for _, p := range []plot.Plot{{LogX: true}, {LogX: true, LogY: true}, {}, {Ticks: []float64{10, 50_000, 100_000}}} {
		p.Title, p.X, p.Y, p.Lines = "Growth & <more>", "users", "time", lines
		text := p.SVG()
		decoder := xml.NewDecoder(bytes.NewReader([]byte(text)))
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v in %s", err, text)
			}
		}
		var ys []float64
		for _, found := range circle.FindAllStringSubmatch(text, -1) {
			x, _ := strconv.ParseFloat(found[1], 64)
			y, _ := strconv.ParseFloat(found[2], 64)
			if x < 60 || x > 430 || y < 40 || y > 310 {
				t.Errorf("a point is at %g, %g", x, y)
			}
			ys = append(ys, y)
		}
		if len(ys) != 6 || ys[1] >= ys[2] || ys[2] >= ys[0] || ys[3] != ys[0] {
			t.Errorf("points at %v", ys)
		}
		if !strings.Contains(text, "Growth &amp; &lt;more&gt;") || !strings.Contains(text, ">100,000</text>") {
			t.Error(text)
		}
	}
}
