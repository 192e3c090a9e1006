package openapitest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// checker judges one JSON value. closed makes an object's unknown members an
// error even where the schema allows further ones.
type checker struct {
	v      *Validator
	closed bool
	errs   []error
}

func (c *checker) bad(at, format string, args ...any) {
	if at == "" {
		at = "/"
	}
	c.errs = append(c.errs, fmt.Errorf("%s: %s", at, fmt.Sprintf(format, args...)))
}

// value judges a value by its schema, and that it has no other members.
func (c *checker) value(at string, schema node, value any) {
	c.apply(at, schema, value)
	members, ok := value.(map[string]any)
	if !ok || !c.closed {
		return
	}
	known, open := c.known(schema)
	for _, name := range sorted(members) {
		if !open && !known[name] {
			c.bad(at+"/"+name, "is not in the document")
		}
	}
}

// known lists the members that the schema tells of, through all its parts; open
// is set where it is an object of the caller's own making, or any value.
func (c *checker) known(schema node) (names map[string]bool, open bool) {
	names = map[string]bool{}
	parts := c.parts(schema)
	open = len(parts) == 0 && !has(schema, "type")
	for name := range child(schema, "properties") {
		names[name] = true
	}
	switch extra := schema["additionalProperties"].(type) {
	case bool:
		open = extra
	case map[string]any:
		open = true
	}
	for _, part := range parts {
		inner, free := c.known(part)
		for name := range inner {
			names[name] = true
		}
		open = open || free
	}
	return names, open
}

// parts are the schemas that apply to the same value.
func (c *checker) parts(schema node) []node {
	var all []node
	if text(schema, "$ref") != "" {
		all = append(all, c.v.resolve(schema))
	}
	for _, keyword := range []string{"allOf", "anyOf"} {
		for _, part := range list(schema, keyword) {
			n, _ := part.(map[string]any)
			all = append(all, n)
		}
	}
	return all
}

// apply judges a value by the keywords of one schema.
func (c *checker) apply(at string, schema node, value any) {
	if text(schema, "$ref") != "" {
		c.apply(at, c.v.resolve(schema), value)
	}
	for _, part := range list(schema, "allOf") {
		n, _ := part.(map[string]any)
		c.apply(at, n, value)
	}
	c.anyOf(at, schema, value)
	c.constants(at, schema, value)
	if types := types(schema); len(types) > 0 && !slices.ContainsFunc(types, func(t string) bool { return is(value, t) }) {
		c.bad(at, "is no %s", strings.Join(types, " or "))
		return
	}
	switch value := value.(type) {
	case map[string]any:
		c.object(at, schema, value)
	case []any:
		c.array(at, schema, value)
	case string:
		c.text(at, schema, value)
	case json.Number:
		c.number(at, schema, value)
	}
}

func (c *checker) anyOf(at string, schema node, value any) {
	choices := list(schema, "anyOf")
	if len(choices) == 0 {
		return
	}
	var errs []error
	for _, choice := range choices {
		trial := &checker{v: c.v, closed: c.closed}
		n, _ := choice.(map[string]any)
		trial.apply(at, n, value)
		if len(trial.errs) == 0 {
			return
		}
		errs = append(errs, trial.errs...)
	}
	c.bad(at, "is none of what it may be: %v", errs)
}

func (c *checker) constants(at string, schema node, value any) {
	if want, ok := schema["const"]; ok && !equal(want, value) {
		c.bad(at, "is %v, not %v", value, want)
	}
	options, ok := schema["enum"].([]any)
	if ok && !slices.ContainsFunc(options, func(o any) bool { return equal(o, value) }) {
		c.bad(at, "is %v, none of %v", value, options)
	}
}

func (c *checker) object(at string, schema node, value map[string]any) {
	for _, name := range list(schema, "required") {
		if name, _ := name.(string); !has(value, name) {
			c.bad(at+"/"+name, "is absent")
		}
	}
	properties := child(schema, "properties")
	for _, name := range sorted(value) {
		member := value[name]
		if of, ok := properties[name].(map[string]any); ok {
			c.value(at+"/"+name, of, member)
			continue
		}
		switch extra := schema["additionalProperties"].(type) {
		case bool:
			if !extra {
				c.bad(at+"/"+name, "is not in the document")
			}
		case map[string]any:
			c.value(at+"/"+name, extra, member)
		}
	}
}

func (c *checker) array(at string, schema node, value []any) {
	c.bounds(at, schema, "minItems", "maxItems", int64(len(value)), "items")
	items, ok := schema["items"].(map[string]any)
	for i := range value {
		if ok {
			c.value(fmt.Sprintf("%s/%d", at, i), items, value[i])
		}
	}
}
