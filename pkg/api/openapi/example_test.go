package openapi_test

import (
	"encoding/json"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/api/openapi"
	"usher/pkg/api/problem"
	"usher/test/openapitest"
)

func validator(t *testing.T) *openapitest.Validator {
	t.Helper()
	v, err := openapitest.NewValidator(made(t))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// mediaType is a body of the document, as far as these tests read it.
type mediaType struct {
	Schema struct {
		Ref string `json:"$ref"`
	} `json:"schema"`
	Example  json.RawMessage `json:"example"`
	Examples map[string]struct {
		Value json.RawMessage `json:"value"`
	} `json:"examples"`
}

type operation struct {
	OperationID string      `json:"operationId"`
	Tags        []string    `json:"tags"`
	Permission  string      `json:"x-permission"`
	Parameters  []parameter `json:"parameters"`
	RequestBody *struct {
		Content map[string]mediaType `json:"content"`
	} `json:"requestBody"`
	Responses map[string]response `json:"responses"`
}

type parameter struct {
	Ref      string         `json:"$ref"`
	Name     string         `json:"name"`
	In       string         `json:"in"`
	Required bool           `json:"required"`
	Schema   map[string]any `json:"schema"`
}

type response struct {
	Ref     string                     `json:"$ref"`
	Headers map[string]json.RawMessage `json:"headers"`
	Content map[string]mediaType       `json:"content"`
}

type whole struct {
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Schemas map[string]struct {
			Enum                 []string                  `json:"enum"`
			Properties           map[string]map[string]any `json:"properties"`
			Required             []string                  `json:"required"`
			AdditionalProperties *bool                     `json:"additionalProperties"`
		} `json:"schemas"`
		Responses map[string]response `json:"responses"`
	} `json:"components"`
}

func read(t *testing.T, document []byte) whole {
	t.Helper()
	var d whole
	if err := json.Unmarshal(document, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func operations(t *testing.T) map[string]operation {
	t.Helper()
	all := map[string]operation{}
	for _, item := range read(t, made(t)).Paths {
		for _, o := range item {
			all[o.OperationID] = o
		}
	}
	return all
}

// keyOf is the name an example has in examples.json.
func keyOf(id, media string, m mediaType) string {
	if name := m.Schema.Ref[strings.LastIndexByte(m.Schema.Ref, '/')+1:]; name != "" {
		return name
	}
	return id + " " + media
}

// text reports whether a body of the media type can be shown in a document.
func text(media string) bool { return media == api.JSONBody || strings.HasPrefix(media, "text/") }

func TestEveryBodyHasAnExample(t *testing.T) {
	examples, err := openapi.Examples()
	if err != nil {
		t.Fatal(err)
	}
	v, used := validator(t), map[string]bool{}
	for id, o := range operations(t) {
		for media, m := range bodies(o) {
			key := keyOf(id, media, m)
			used[key] = true
			if m.Example == nil && text(media) {
				t.Errorf("%s: examples.json has no %q", id, key)
			}
			if m.Example != nil && m.Schema.Ref != "" {
				if err := v.Schema(key, m.Example); err != nil {
					t.Errorf("the example %s: %v", key, err)
				}
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(examples)) {
		if !used[key] {
			t.Errorf("examples.json has %q, which is no body of any operation", key)
		}
	}
}

// bodies are what an operation takes, and answers when all goes well, by media type.
func bodies(o operation) iter.Seq2[string, mediaType] {
	contents := []map[string]mediaType{}
	if o.RequestBody != nil {
		contents = append(contents, o.RequestBody.Content)
	}
	for status, r := range o.Responses {
		if strings.HasPrefix(status, "2") {
			contents = append(contents, r.Content)
		}
	}
	return func(yield func(string, mediaType) bool) {
		for _, content := range contents {
			for media, m := range content {
				if !yield(media, m) {
					return
				}
			}
		}
	}
}

func TestExamplesOfProblemsAreAnswers(t *testing.T) {
	v, d := validator(t), read(t, made(t))
	for id, o := range operations(t) {
		declared, _ := api.ByID(id)
		var got []problem.Code
		for status, r := range o.Responses {
			r = d.Components.Responses[r.Ref[strings.LastIndexByte(r.Ref, '/')+1:]]
			for code, example := range r.Content[problem.MediaType].Examples {
				got = append(got, problem.Code(code))
				header := http.Header{"Content-Type": {problem.MediaType}, "X-Request-Id": {"req_1"}}
				for name := range r.Headers {
					header.Set(name, "30")
				}
				if err := v.Response(id, number(t, status), header, example.Value); err != nil {
					t.Errorf("%s: %v", code, err)
				}
			}
		}
		want := openapi.Codes(declared)
		slices.Sort(got)
		slices.Sort(want)
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Errorf("%s: the document has the codes %v, not %v", id, got, want)
		}
	}
}

func number(t *testing.T, status string) int {
	t.Helper()
	n, err := strconv.Atoi(status)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
