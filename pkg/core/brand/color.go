package brand

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
)

// Colors are the forms of one color, "#rrggbb", that can be read where they are used: each has a contrast of at least
// 4.5:1 there (WCAG 2.2, success criterion 1.4.3).
type Colors struct {
	Filled  string `json:"filled"`   // under white text, and as text on white
	OnLight string `json:"on_light"` // as text on a light surface, or on one tinted with the color
	OnDark  string `json:"on_dark"`  // the same on a dark surface
}

func hex() *regexp.Regexp { return regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`) }

// ParseColor makes the forms of a color, "#rrggbb": one that white text cannot be read on is darkened as far as it
// needs. Empty is Usher's own.
func ParseColor(s string) (Colors, error) {
	if s == "" {
		return Colors{}, nil
	}
	if !hex().MatchString(s) {
		return Colors{}, errors.New("must be a color of six hexadecimal digits, such as #2257c9")
	}
	n, err := strconv.ParseUint(s[1:], 16, 32)
	if err != nil {
		return Colors{}, err
	}
	white, black := color{255, 255, 255}, color{}
	filled := color{float64(n >> 16), float64(n >> 8 & 255), float64(n & 255)}.readable(black, white)
	return Colors{
		Filled:  filled.String(),
		OnLight: filled.readable(black, lightest(), lightest().mix(filled, tint)).String(),
		OnDark:  filled.readable(white, darkest(), darkest().mix(filled, tint)).String(),
	}, nil
}

// tint is how much of the color is in the surfaces that are tinted with it.
const tint = 0.15

// lightest and darkest are the surfaces with the least contrast to text: the page in a light scheme, and what the
// pointer is over in a dark one.
func lightest() color { return color{0xf2, 0xf4, 0xf7} }
func darkest() color  { return color{0x28, 0x2e, 0x37} }

// color is red, green and blue, 0 to 255.
type color [3]float64

func (c color) String() string {
	return fmt.Sprintf("#%02x%02x%02x", int(math.Round(c[0])), int(math.Round(c[1])), int(math.Round(c[2])))
}

// mix is a color with a part, 0 to 1, of another one in it, in whole numbers.
func (c color) mix(other color, part float64) color {
	for i := range c {
		c[i] = math.Round(c[i] + (other[i]-c[i])*part)
	}
	return c
}

const (
	enough = 4.5
	steps  = 100
)

// readable is the color itself, or with as little of another one mixed in as makes it readable on each surface.
func (c color) readable(with color, surfaces ...color) color {
	for i := range steps {
		mixed := c.mix(with, float64(i)/steps)
		if !slices.ContainsFunc(surfaces, func(s color) bool { return mixed.contrast(s) < enough }) {
			return mixed
		}
	}
	return with
}

// contrast is the ratio of two colors by WCAG 2.2: 1 to 21.
func (c color) contrast(other color) float64 {
	a, b := c.luminance(), other.luminance()
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

// luminance is the relative luminance by WCAG 2.2: 0 to 1.
func (c color) luminance() float64 {
	var linear color
	for i, v := range c {
		if v /= 255; v <= 0.04045 {
			linear[i] = v / 12.92
		} else {
			linear[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*linear[0] + 0.7152*linear[1] + 0.0722*linear[2]
}
