package openapi

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/lib/invalid"
)

// Codes lists every problem that an operation may return, in the order of their
// status: those it declares and those that follow from its kind.
func Codes(o api.Declared) []problem.Code {
	var all []problem.Code
	for _, code := range problem.Codes() {
		if slices.Contains(o.Errors, code) || implied(o, code) {
			all = append(all, code)
		}
	}
	return all
}

// implied reports whether the code follows from the operation's kind. Every operation
// may return invalid_request: one without parameters refuses all parameters.
func implied(o api.Declared, code problem.Code) bool {
	switch code {
	case problem.InvalidRequest, problem.TooManyRequests, problem.Internal, problem.TryAgain:
		return true
	case problem.Unauthenticated:
		return o.Caller != api.Anyone
	case problem.SecondFactorRequired:
		return o.Caller != api.Anyone && !o.Pending
	case problem.ProofRequired:
		return o.Proof
	case problem.Forbidden: // an API key may not do what only the public does
		return o.Permission != "" || o.Caller == api.Anyone
	case problem.Blocked:
		return o.Permission != ""
	case problem.Suspended:
		return o.Method != http.MethodGet && strings.Contains(o.Path, "{org}")
	case problem.CrossOrigin:
		return o.Method != http.MethodGet
	case problem.NotFound:
		return strings.Contains(strings.ReplaceAll(o.Path, "{token}", ""), "{")
	case problem.TooLarge, problem.UnsupportedMediaType:
		return len(o.Bodies) > 0
	case problem.IdempotencyKeyReused:
		return o.Creates
	}
	return false
}

// failures adds the operation's problems to its responses, one for each status.
func (g *generator) failures(answers object, o api.Declared) object {
	same := map[int][]problem.Code{}
	for _, code := range Codes(o) {
		for _, status := range Statuses(o, code) {
			same[status] = append(same[status], code)
		}
	}
	for _, number := range slices.Sorted(maps.Keys(same)) {
		name := g.failure(number, same[number])
		answers = append(answers, reference(status(number), "#/components/responses/"+name))
	}
	return answers
}

// Statuses are those that the operation may answer the code with: second_factor_required with the second of its own
// only where an organization can demand a factor.
func Statuses(o api.Declared, code problem.Code) []int {
	if code == problem.SecondFactorRequired && o.Permission == "" && o.ID != api.GetAuthorization.ID {
		return code.Statuses()[:1]
	}
	return code.Statuses()
}

// failure makes the response of a status with one of these codes, shared by all operations that have exactly these.
func (g *generator) failure(status int, codes []problem.Code) string {
	var names, titles []string
	examples := object{}
	for _, code := range codes {
		names = append(names, camel(string(code)))
		titles = append(titles, code.Title()+" (`"+string(code)+"`).")
		examples = examples.with(string(code), object{{"value", problemExample(code, status)}})
	}
	name := strings.Join(names, "Or")
	g.responses[name] = object{
		{"description", strings.Join(titles, " ")},
		{"headers", failureHeaders(codes)},
		{"content", object{{problem.MediaType, object{{"schema", narrowed(status, codes)}, {"examples", examples}}}}},
	}
	return name
}

// narrowed returns the schema of a problem document of this status with one of these codes.
func narrowed(status int, codes []problem.Code) object {
	return object{{"allOf", []object{
		{{"$ref", "#/components/schemas/Problem"}},
		{{"type", "object"}, {"properties", object{
			{"status", object{{"type", "integer"}, {"enum", []int{status}}}}, // not all generators merge a const
			{"code", object{{"type", "string"}, {"enum", texts(codes)}}},
		}}},
	}}}
}

func failureHeaders(codes []problem.Code) object {
	h := object{headerOf("X-Request-Id")}
	if slices.Contains(codes, problem.Unauthenticated) {
		h = append(h, headerOf("WWW-Authenticate"))
	}
	if slices.Contains(codes, problem.TooManyRequests) || slices.Contains(codes, problem.TryAgain) {
		h = append(h, headerOf("Retry-After"))
	}
	return h
}

func problemExample(code problem.Code, status int) json.RawMessage {
	e := problem.New(code, "")
	switch code {
	case problem.SecondFactorRequired:
		if status != code.Status() {
			e = problem.NoFactor()
		}
	case problem.InvalidRequest:
		e = problem.Invalid(problem.Field{Field: "email", Code: invalid.Required, Message: "must not be empty"})
	case problem.TooManyRequests:
		e = problem.Throttled(30 * time.Second)
	case problem.TryAgain:
		e = problem.Unavailable(nil)
	}
	_, _, body := e.Encode("https://usher.example.com", "req_01jd8xq4v6m2n9p3r5s7t8w0yz")
	return body
}

// problemSchema makes the components that every failure refers to.
func (g *generator) problemSchema() { g.got(reflect.TypeFor[problem.Document](), "") }

func camel(code string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(code, "_") {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}
