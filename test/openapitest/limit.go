package openapitest

import (
	"encoding/json"
	"math/big"
	"regexp"
	"unicode/utf8"
)

func (c *checker) text(at string, schema node, value string) {
	c.bounds(at, schema, "minLength", "maxLength", int64(utf8.RuneCountInString(value)), "characters")
	if format := text(schema, "format"); !formatted(format, value) {
		c.bad(at, "is no %s", format)
	}
	if pattern := text(schema, "pattern"); pattern != "" && !regexp.MustCompile(pattern).MatchString(value) { // verify has compiled it before
		c.bad(at, "does not match %s", pattern)
	}
}

// bounds judges a length.
func (c *checker) bounds(at string, schema node, least, most string, n int64, of string) {
	if low, ok := limit(schema, least); ok && low.Cmp(big.NewRat(n, 1)) > 0 {
		c.bad(at, "has %d %s, fewer than %s", n, of, low.RatString())
	}
	if high, ok := limit(schema, most); ok && high.Cmp(big.NewRat(n, 1)) < 0 {
		c.bad(at, "has %d %s, more than %s", n, of, high.RatString())
	}
}

func (c *checker) number(at string, schema node, value json.Number) {
	n, ok := rational(value)
	if !ok {
		c.bad(at, "is no number in range")
		return
	}
	if low, ok := limit(schema, "minimum"); ok && n.Cmp(low) < 0 {
		c.bad(at, "is below %s", low.RatString())
	}
	if high, ok := limit(schema, "maximum"); ok && n.Cmp(high) > 0 {
		c.bad(at, "is above %s", high.RatString())
	}
}
