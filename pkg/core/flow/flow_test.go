package flow_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/test/client"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// TestFlow follows a flow from its making to its end: it is what its Owner says, its versions are told apart, and each
// change has an event that describes it without the definition itself.
func TestFlow(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, stranger := s.Found(t, "Acme"), s.Found(t, "Other")
	const definition = `{"b":1,"a":[1.50,"\u00e9"]}`
	made := harness.Into[api.WholeFlow](t, owner.Do(t, "POST", owner.Path("flows"),
		`{"name":"Age","definition":`+definition+`}`).Want(t, 201, ""))
	if got := strings.ReplaceAll(string(made.Definition), " ", ""); got != definition || made.Status != api.Draft ||
		made.Version != 1 {
		t.Errorf("made %+v with %s", made.Flow, made.Definition)
	}
	path := owner.Path("flows", made.ID)
	stranger.Do(t, "GET", stranger.Path("flows", made.ID), nil).Want(t, 404, "not_found")
	owner.Send(t, client.Request{Method: "DELETE", Path: path, IfMatch: `"9"`}).Want(t, 412, "version_conflict")
	for _, tt := range []struct {
		body    string
		version int
	}{
		{`{"status":"published"}`, 2},
		{`{"status":"published","name":"Age"}`, 2}, // as it is already
		{`{"description":"Of leads","definition":{}}`, 3},
	} {
		got := harness.Into[api.WholeFlow](t, owner.Do(t, "PATCH", path, tt.body).Want(t, 200, ""))
		if got.Version != tt.version {
			t.Errorf("after %s: version %d, want %d", tt.body, got.Version, tt.version)
		}
	}
	owner.Send(t, client.Request{Method: "PATCH", Path: path, Body: `{"name":"Late"}`, IfMatch: `"2"`}).
		Want(t, 412, "version_conflict")
	owner.Send(t, client.Request{Method: "DELETE", Path: path, IfMatch: `"3"`}).Want(t, 204, "")
	owner.Do(t, "GET", path, nil).Want(t, 404, "not_found")
	owner.Do(t, "DELETE", path, nil).Want(t, 404, "not_found")
	var told []string
	for _, e := range owner.Events(t, url.Values{"target": {made.ID}}) {
		var fields []string
		for _, c := range e.Changes {
			fields = append(fields, c.Field)
		}
		told = append(told, e.Action+" "+strings.Join(fields, ","))
	}
	want := "flow.delete name,description,status,definition; flow.update description,definition; flow.update status; flow.create name,status,definition"
	if got := strings.Join(told, "; "); got != want {
		t.Errorf("events %s\nwant   %s", got, want)
	}
	if raw, _ := json.Marshal(owner.Events(t, url.Values{})); strings.Contains(string(raw), "u00e9") ||
		strings.Contains(string(raw), "1.50") {
		t.Error("an event holds a definition")
	}
}

// TestDefinitionLimit takes a definition of 256 KB, and none that is larger.
func TestDefinitionLimit(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	for size, status := range map[int]int{256<<10 - len(`{"x":""}`): 201, 256<<10 - len(`{"x":""}`) + 1: 400} {
		body := `{"name":"Big","definition":{"x":"` + strings.Repeat("a", size) + `"}}`
		if a := owner.Do(t, "POST", owner.Path("flows"), body); a.Status != status {
			t.Errorf("%d bytes: %d %.300s, want %d", size, a.Status, a.Body, status)
		}
	}
}

// TestAuditorsReadFlows and change none.
func TestAuditorsReadFlows(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	auditor := owner.Join(t, api.Auditor)
	made := harness.Into[api.WholeFlow](t, owner.Do(t, "POST", owner.Path("flows"), harness.Body("create-flow")).
		Want(t, 201, ""))
	auditor.Do(t, "GET", owner.Path("flows", made.ID), nil).Want(t, 200, "")
	auditor.Do(t, "POST", owner.Path("flows"), harness.Body("create-flow")).Want(t, 403, "forbidden")
	auditor.Do(t, "PATCH", owner.Path("flows", made.ID), harness.Body("update-flow")).Want(t, 403, "forbidden")
	auditor.Do(t, "DELETE", owner.Path("flows", made.ID), nil).Want(t, 403, "forbidden")
}

// TestList gives every flow once, oldest first, whatever the size of the pages.
func TestList(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	const flows = 7
	for i := range flows {
		owner.Do(t, "POST", owner.Path("flows"), fmt.Sprintf(`{"name":"Flow %d","definition":{}}`, i)).Want(t, 201, "")
	}
	for _, limit := range []int{1, 3, flows, flows + 1} {
		list := harness.All[api.Flow](t, owner, fmt.Sprintf("flows?limit=%d", limit))
		if len(list) != flows {
			t.Fatalf("pages of %d: %d flows", limit, len(list))
		}
		for i, f := range list {
			if f.Name != fmt.Sprintf("Flow %d", i) {
				t.Errorf("pages of %d: %s at %d", limit, f.Name, i)
			}
		}
	}
}

// TestFlowsAreBounded: an organization has as many flows as its plan allows, also when they are made at the same
// time, and a deleted one makes room for another.
func TestFlowsAreBounded(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	first := harness.Into[api.WholeFlow](t, owner.Do(t, "POST", owner.Path("flows"), harness.Body("create-flow")).Want(t, 201, ""))
	limit := api.FlowLimit(s.Organization(t, owner.Org).SeatLimit)
	for range limit - 3 {
		owner.Do(t, "POST", owner.Path("flows"), harness.Body("create-flow")).Want(t, 201, "")
	}
	answers := harness.Together(6, func(int) (client.Answer, error) {
		return owner.Try("POST", owner.Path("flows"), harness.Body("create-flow"))
	})
	if answers["201"] != 2 || answers["409quota_reached"] != 4 {
		t.Errorf("answers %v", answers)
	}
	owner.Do(t, "DELETE", owner.Path("flows", first.ID), nil).Want(t, 204, "")
	got := harness.Into[api.Organization](t, owner.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")).Quotas.Flows
	if got != (api.Quota{Limit: limit, Used: limit - 1}) {
		t.Errorf("the quota is %+v of %d", got, limit)
	}
	owner.Do(t, "POST", owner.Path("flows"), harness.Body("create-flow")).Want(t, 201, "")
	owner.Do(t, "POST", owner.Path("flows"), harness.Body("create-flow")).Want(t, 409, "quota_reached")
}

// TestLargeAnswerIsRepeated: a definition of any characters fits what is stored for an idempotency key.
func TestLargeAnswerIsRepeated(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	body := `{"name":"Large","definition":{"a":"` + strings.Repeat("<", 250_000) + `"}}`
	request := client.Request{Method: "POST", Path: owner.Path("flows"), Body: body, IdempotencyKey: "k"}
	first := owner.Send(t, request).Want(t, 201, "")
	again := owner.Send(t, request).Want(t, 201, "")
	if string(first.Body) != string(again.Body) || again.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("%d bytes, and then %d", len(first.Body), len(again.Body))
	}
}
