package openapi_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/api/openapi"
	"usher/test/openapitest"
)

// Colour lists its own values.
type Colour string

// Values are the colours.
func (Colour) Values() []Colour { return []Colour{"red", "green"} }

// Size is listed by an input only.
type Size string

// Both goes both ways.
type Both struct {
	Size Size `json:"size" enum:"small,large"`
}

type inner struct {
	Deep int `json:"deep"`
}

type shown struct {
	inner
	Colour Colour             `json:"colour"`
	Maybe  *Colour            `json:"maybe"`
	Both   *Both              `json:"both,omitempty"`
	Free   json.RawMessage    `json:"free"`
	Ratio  float64            `json:"ratio,omitzero"`
	Counts map[string]int     `json:"counts"`
	Sizes  []Size             `json:"sizes"`
	Doc    bool               `json:"doc" doc:"What it is."`
	Many   map[string][]*Both `json:"many"`
	Hidden string             `json:"-"`
}

type given struct {
	Key    string          `header:"Idempotency-Key" optional:"true"`
	Accept string          `header:"Accept" optional:"true"`
	Sort   string          `query:"sort" enum:"up,down" default:"up" optional:"true"`
	Both   Both            `json:"both"`
	Null   *api.Time       `json:"null" nullable:"true"`
	Free   json.RawMessage `json:"free" format:"object" max:"20" optional:"true"`
	Note   string          `json:"note" format:"text" optional:"true"`
	Words  []string        `json:"words" max:"3" optional:"true"`
	Flag   bool            `json:"flag" optional:"true"`
	Count  int             `json:"count" optional:"true"`
}

func declare[I, O any](change func(*api.Route)) api.Declared {
	r := api.Route{ID: "make", Method: http.MethodPost, Path: "/v1/samples", Status: http.StatusCreated, Creates: true,
		Bodies: []string{api.JSONBody}, BodyLimit: 100}
	if change != nil {
		change(&r)
	}
	return api.Operation[I, O]{Route: r}.Declare()
}

func TestEveryKindOfField(t *testing.T) {
	b, err := openapi.Document([]api.Declared{declare[given, shown](nil)})
	if err != nil {
		t.Fatal(err)
	}
	v, err := openapitest.NewValidator(b)
	if err != nil {
		t.Fatal(err)
	}
	d := read(t, b)
	red := Colour("red")
	answer, err := json.Marshal(shown{Colour: "green", Maybe: &red, Both: &Both{"small"}, Free: json.RawMessage(`{"a":[1]}`), Ratio: 0.5,
		Counts: map[string]int{"a": 1}, Sizes: []Size{"large"}, Many: map[string][]*Both{"x": {nil, {"large"}}}})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ schema, value, want string }{
		{"Openapi_testshown", string(answer), ""},
		{"Openapi_testshown", `{"deep":1,"colour":"blue","maybe":null,"free":{},"counts":{},"sizes":["tiny"],"doc":true,"many":{},"Hidden":""}`,
			"/colour: value must be one of; /sizes/0: value must be one of"},
		{"Openapi_testshown", strings.Replace(string(answer), "{", `{"Hidden":"",`, 1), "/Hidden: is not in"},
		{"Openapi_testgiven", `{"both":{"size":"small"},"null":null,"free":{"x":1},"words":["` + strings.Repeat("w", 1000) + `"],"note":"","flag":true,"count":-3}`, ""},
		{"Openapi_testgiven", `{"both":{"size":"small"},"null":null,"words":["` + strings.Repeat("w", 1001) + `"]}`, "/words/0: maxLength: got 1,001"},
		{"Openapi_testgiven", `{"both":{"size":"tiny","x":1},"words":["","b","c","d"],"flag":null,"count":9007199254740992}`,
			"missing property 'null'; /both/size: value must be one of; /both: additional properties 'x'; /words: maxItems: got 4; " +
				"/words/0: minLength: got 0; /flag: got null, want boolean; /count: maximum"},
		{"Openapi_testBoth", `{"size":"small","more":1}`, "/more: is not in"},
		{"Openapi_testBothInput", `{}`, "missing property 'size'"},
	}
	for _, tt := range tests {
		err := v.Schema(tt.schema, []byte(tt.value))
		if (err == nil) != (tt.want == "") {
			t.Errorf("%s %s: %v", tt.schema, tt.value, err)
			continue
		}
		for want := range strings.SplitSeq(tt.want, "; ") {
			if err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%v\ndoes not say %s", err, want)
			}
		}
	}
	if got := d.Components.Schemas["Openapi_testshown"]; got.Properties["doc"]["description"] != "What it is." ||
		!slices.Equal(got.Required, []string{"deep", "colour", "maybe", "free", "counts", "sizes", "doc", "many"}) {
		t.Errorf("%+v", got)
	}
	parameters := d.Paths["/v1/samples"]["post"].Parameters
	if len(parameters) != 2 || parameters[0].Name != "Idempotency-Key" || parameters[1].Schema["default"] != "up" {
		t.Errorf("parameters %+v", parameters)
	}
}

func TestWhatHasNoSchema(t *testing.T) {
	type channel struct {
		C chan int `json:"c"`
	}
	type nameless struct{ A string }
	type header struct {
		A int `header:"A"`
	}
	tests := []struct {
		name, want string
		ops        []api.Declared
	}{
		{"an output of a channel", "c is a chan int", []api.Declared{declare[api.None, channel](nil)}},
		{"an input of a channel", "channel.c is a chan int", []api.Declared{declare[channel, api.None](nil)}},
		{"a field without a name", "A has no json name", []api.Declared{declare[api.None, nameless](nil)}},
		{"a header that is a number", "A is a int", []api.Declared{declare[header, api.None](nil)}},
		{"one route twice", "POST /v1/samples is declared twice", []api.Declared{
			declare[api.None, api.None](nil), declare[api.None, api.None](func(r *api.Route) { r.ID = "again" })}},
	}
	for _, tt := range tests {
		if b, err := openapi.Document(tt.ops); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, %d bytes", tt.name, err, len(b))
		}
	}
}

func TestTwoTypesOfOneName(t *testing.T) {
	type Twin struct {
		A Both `json:"a"`
	}
	first := declare[api.None, Twin](nil)
	{
		type Twin struct {
			B Both `json:"b"`
		}
		second := declare[api.None, Twin](func(r *api.Route) { r.ID, r.Path = "again", "/v1/others" })
		if _, err := openapi.Document([]api.Declared{first, second}); err == nil || !strings.Contains(err.Error(), "are both named") {
			t.Errorf("%v", err)
		}
	}
}
