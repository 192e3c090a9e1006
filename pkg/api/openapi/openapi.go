package openapi

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"usher/pkg/api"
	"usher/pkg/lib/password"
)

// generator collects what the operations share.
type generator struct {
	operations []api.Declared
	*schemas
	responses map[string]object
	examples  map[string]json.RawMessage
}

// Document makes the OpenAPI 3.1.1 document of the operations as indented JSON, byte for byte the same for the same
// operations. Its error names every part of their types that has no schema, types with the same name, and operations
// with the same method and path.
func Document(ops []api.Declared) ([]byte, error) {
	examples, err := Examples()
	if err != nil {
		return nil, err
	}
	g := &generator{ops, newSchemas(), map[string]object{"NotModified": notModified()}, examples}
	for _, o := range ops {
		g.mark(o.Output)
		g.learn(o.Input)
	}
	paths := g.paths(ops)
	g.problemSchema()
	if err := errors.Join(g.errs...); err != nil {
		return nil, err
	}
	return indent(object{
		{"openapi", "3.1.1"},
		{"info", info()},
		{"servers", []object{{{"url", "/"}, {"description", "The dashboard's own origin."}}}},
		{"tags", g.tags(ops)},
		{"paths", paths},
		{"components", g.shared()},
		{"x-new-password", object{{"minLength", password.MinLength}, {"maxLength", password.MaxLength}}},
	})
}

func info() object {
	return object{
		{"title", "Usher"}, {"version", "1"},
		{"license", object{{"name", "Apache License 2.0"}, {"identifier", "Apache-2.0"}}},
		{"description", "An organization's users, their invitations, seats and roles. " +
			"JSON in and out, times in RFC 3339 and UTC; ids are opaque texts that sort by creation. " +
			"Failures are problem documents (RFC 9457) with a code to switch on. " +
			"Responses may gain fields; requests may have only the fields described."},
	}
}

// about describes the nouns.
func about(noun string) string {
	return map[string]string{
		"api-keys":           "Credentials of an organization's programs.",
		"audit-events":       "Who did what to whom, in an organization.",
		"authorization":      "What the caller may do, for the product's own services.",
		"email-changes":      "Another address for an account, by a mailed link.",
		"email-restorations": "The way back to the address before.",
		"flows":              "Named configurations of an organization.",
		"invitations":        "What the holder of an invitation's link sees and does.",
		"me":                 "The caller: their account, sessions, password and factors.",
		"organizations":      "Organizations, their seats and settings.",
		"passkey-sessions":   "Signing in by a passkey alone.",
		"password-resets":    "New passwords, by a mailed link.",
		"roles":              "What people and keys may do, by role.",
		"sessions":           "Signing in and out, and proving oneself again.",
		"users":              "The users of an organization.",
	}[noun]
}

// tags lists the nouns in the order of the operations.
func (g *generator) tags(ops []api.Declared) []object {
	var all []object
	seen := map[string]bool{}
	for _, o := range ops {
		if noun := tag(o.Path); !seen[noun] {
			if seen[noun] = true; about(noun) == "" {
				g.fail("the tag %s has no description", noun)
			}
			all = append(all, object{{"name", noun}, {"description", about(noun)}})
		}
	}
	return all
}

// paths groups the operations by path, in the order of their declaration.
func (g *generator) paths(ops []api.Declared) object {
	items, order := map[string]object{}, []string{}
	for _, o := range ops {
		method := strings.ToLower(o.Method)
		item, ok := items[o.Path]
		if !ok {
			order = append(order, o.Path)
		}
		if item.get(method) != nil {
			g.fail("%s %s is declared twice", o.Method, o.Path)
		}
		items[o.Path] = item.with(method, g.operation(o))
	}
	var all object
	for _, path := range order {
		all = all.with(path, items[path])
	}
	return all
}

func (g *generator) operation(o api.Declared) object {
	op := object{{"operationId", o.ID}, {"tags", []string{tag(o.Path)}}, {"summary", o.Summary}}
	if text := description(o); text != "" {
		op = op.with("description", text)
	}
	if o.Permission != "" {
		op = op.with("x-permission", o.Permission)
	}
	if o.Self {
		op = op.with("x-self", true)
	}
	if o.Proof {
		op = op.with("x-proof", true)
	}
	op = op.with("security", security(o.Caller))
	if parameters := g.parameters(o); len(parameters) > 0 {
		op = op.with("parameters", parameters)
	}
	if body := g.requestBody(o); body != nil {
		op = op.with("requestBody", body)
	}
	return op.with("responses", g.answers(o))
}

// description returns the operation's detail and the permission it needs.
func description(o api.Declared) string {
	needs := ""
	switch {
	case o.Permission != "" && o.Self:
		needs = "Needs the permission `" + string(o.Permission) + "`, except for what everyone may do to their own user."
	case o.Permission != "":
		needs = "Needs the permission `" + string(o.Permission) + "`."
	}
	return strings.TrimSpace(o.Detail + "\n\n" + needs)
}

// security says who may call; an empty list means anyone.
func security(c api.Caller) []object {
	session, key := object{{"session", []string{}}}, object{{"apiKey", []string{}}}
	switch c {
	case api.Person:
		return []object{session}
	case api.PersonOrKey:
		return []object{session, key}
	}
	return []object{}
}

// shared returns the components object.
func (g *generator) shared() object {
	var responses object
	for _, name := range slices.Sorted(maps.Keys(g.responses)) {
		responses = responses.with(name, g.responses[name])
	}
	return object{
		{"schemas", g.components()},
		{"responses", responses},
		{"parameters", object{{"IdempotencyKey", idempotencyKey()}, {"IfNoneMatch", ifNoneMatch()}}},
		{"headers", headers()},
		{"securitySchemes", object{
			{"session", object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "__Host-usher"},
				{"description", "The session of a person, begun by signing in. If the dashboard is on plain http, as in local " +
					"development, the cookie is named usher. A request that changes something must come from the dashboard's " +
					"own origin."}}},
			{"apiKey", object{{"type", "http"}, {"scheme", "bearer"}, {"description", "The API key of a program."}}},
		}},
	}
}
