package openapitest

// closed closes a schema that stands for a value: an object may have no other members than the schema, with all its
// parts, names. One that says nothing allows any value.
func closed(schema any) any {
	n, _ := inside(schema).(node)
	for _, keyword := range []string{"type", "$ref", "allOf", "anyOf"} {
		if _, says := n[keyword]; says {
			n["unevaluatedProperties"] = false
		}
	}
	return schema
}

// inside closes the schemas of what a value holds, and has references lead to
// the components. The parts of a schema stay open to what other parts name.
func inside(schema any) any {
	n, ok := schema.(node)
	if !ok {
		return schema
	}
	if reference := text(n, "$ref"); reference != "" {
		n["$ref"] = location + reference
	}
	for _, property := range child(n, "properties") {
		closed(property)
	}
	closed(n["items"])
	closed(n["additionalProperties"])
	for _, keyword := range []string{"allOf", "anyOf"} {
		parts, _ := n[keyword].([]any)
		for _, part := range parts {
			inside(part)
		}
	}
	return schema
}
