package api_test

import (
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/lib/password"
)

func TestOperationsAreWhole(t *testing.T) {
	ids, routes := map[string]bool{}, map[string]bool{}
	for _, o := range api.Operations() {
		t.Run(o.ID, func(t *testing.T) {
			if !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(o.ID) || ids[o.ID] {
				t.Errorf("the id is no function's name, or there twice")
			}
			route := o.Method + " " + regexp.MustCompile(`{\w+}`).ReplaceAllString(o.Path, "{}")
			if !strings.HasPrefix(o.Path, "/v1/") || strings.HasSuffix(o.Path, "/") || routes[route] {
				t.Errorf("%s is no path of ours, or there twice", route)
			}
			ids[o.ID], routes[route] = true, true
			if o.Summary == "" || strings.HasSuffix(o.Summary, ".") || o.Detail != "" && !strings.HasSuffix(o.Detail, ".") {
				t.Errorf("summary %q, detail %q", o.Summary, o.Detail)
			}
			if found, ok := api.ByID(o.ID); !ok || found.Path != o.Path {
				t.Errorf("ByID = %+v, %v", found, ok)
			}
		})
	}
	if found, ok := api.ByID("no-such"); ok || found.ID != "" {
		t.Errorf("ByID = %+v", found)
	}
}

func TestRoutesMakeSense(t *testing.T) {
	for _, o := range api.Operations() {
		t.Run(o.ID, func(t *testing.T) {
			if (o.BodyLimit > 0) != (len(o.Bodies) > 0) || len(o.Bodies) > 0 && (o.Method == http.MethodGet ||
				o.Method == http.MethodDelete && o.ID != api.DeleteOrganization.ID && o.ID != api.ErasePerson.ID) { // which have a name typed
				t.Errorf("%s takes %v, %d bytes", o.Method, o.Bodies, o.BodyLimit)
			}
			none := o.Output == reflect.TypeFor[api.None]()
			// What is only accepted, 202, may have nothing to say either.
			if o.Status == http.StatusNoContent && !none || none && o.Status != http.StatusNoContent && o.Status != http.StatusAccepted {
				t.Errorf("status %d with %s", o.Status, o.Output)
			}
			if o.Status == http.StatusCreated && !o.Creates || o.Creates && o.Method != http.MethodPost {
				t.Errorf("%s %d, creates: %v", o.Method, o.Status, o.Creates)
			}
			inOrg := strings.Contains(o.Path, "{org}")
			ownMembership := inOrg && o.Caller == api.Person // whatever their role
			if o.ID != api.GetAuthorization.ID && inOrg != (o.Permission != "" || ownMembership) || o.Caller == api.Anyone && o.Permission != "" {
				t.Errorf("%s needs %q of caller %d", o.Path, o.Permission, o.Caller)
			}
			if o.Permission != "" && len(api.Roles{}.Allowing(o.Permission)) == 0 {
				t.Errorf("no role has %s", o.Permission)
			}
			const gateway = 29 * time.Second // the longest that API Gateway waits
			if o.Timeout <= time.Second || o.Timeout > gateway || o.MemoryMB < 128 || o.MemoryMB > 3008 {
				t.Errorf("%s, %d MB", o.Timeout, o.MemoryMB)
			}
			if o.Hashes && o.MemoryMB<<20 < 4*password.MaxMemory {
				t.Errorf("%d MB, and a hash may ask for %d bytes", o.MemoryMB, password.MaxMemory)
			}
			for i, code := range o.Errors {
				if !slices.Contains(problem.Codes(), code) || slices.Contains(o.Errors[:i], code) {
					t.Errorf("error %s is unknown or there twice", code)
				}
			}
		})
	}
}

func checkAccess(t *testing.T, access []api.Access, settings []api.Setting) {
	t.Helper()
	if !slices.Contains(settings, api.SettingTable) {
		t.Errorf("access %v, settings %v", access, settings)
	}
	for i, a := range access {
		known := a.Index == "" || slices.ContainsFunc(api.Table().Indexes, func(index api.Index) bool { return index.Name == a.Index })
		if !strings.HasPrefix(string(a.Action), "dynamodb:") || !known || slices.Contains(access[:i], a) {
			t.Errorf("access %+v", a)
		}
		if a.Action == api.Scan && a.Index == "" { // of an index alone, and TestConsumersAreWhole says by whom
			t.Error("scans the table")
		}
		if a.Index != "" && a.Action != api.Query && a.Action != api.Scan {
			t.Errorf("%s of an index", a.Action)
		}
	}
	for i, s := range settings {
		if !strings.HasPrefix(string(s), "USHER_") || slices.Contains(settings[:i], s) {
			t.Errorf("setting %q", s)
		}
	}
}

func TestAccessAndSettings(t *testing.T) {
	for _, o := range api.Operations() {
		t.Run(o.ID, func(t *testing.T) {
			checkAccess(t, o.Access, o.Settings)
			if slices.ContainsFunc(o.Access, scan) {
				t.Error("a request scans")
			}
			if len(o.Access) == 0 {
				t.Error("no access to the table")
			}
		})
	}
	for _, c := range api.Consumers() {
		t.Run(c.ID, func(t *testing.T) { checkAccess(t, c.Access, c.Settings) })
	}
}

func TestConsumersAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range api.Consumers() {
		_, taken := api.ByID(c.ID)
		if taken || seen[c.ID] || c.ID == "" || c.Summary == "" || c.Timeout <= 0 || c.MemoryMB < 128 {
			t.Errorf("%+v", c)
		}
		seen[c.ID] = true
		if scans := slices.ContainsFunc(c.Access, scan); scans != (c.ID == api.RecountSeats.ID) {
			t.Errorf("%s scans: %v", c.ID, scans)
		}
		if (c.Source == api.FromSchedule) != (c.Every > 0) || (c.Source == api.FromStream) != (len(c.Records) > 0) {
			t.Errorf("%s: %s, every %s, records %v", c.ID, c.Source, c.Every, c.Records)
		}
		if c.Sends != slices.Contains(c.Settings, api.SettingSender) {
			t.Errorf("%s sends: %v, settings %v", c.ID, c.Sends, c.Settings)
		}
	}
}

func TestTable(t *testing.T) {
	table, names, projected := api.Table(), map[string]bool{}, 0
	if table.Partition != "pk" || table.Sort != "sk" || table.TTL != "ttl" {
		t.Errorf("%+v", table)
	}
	for _, index := range table.Indexes {
		if names[index.Name] || index.Name == "" || index.Partition == "" || index.Sort == "" {
			t.Errorf("%+v", index)
		}
		names[index.Name] = true
		projected += len(index.Projected)
	}
	if len(table.Indexes) > 20 || projected > 100 {
		t.Errorf("%d indexes with %d attributes named: DynamoDB takes 20 and 100", len(table.Indexes), projected)
	}
}

func scan(a api.Access) bool { return a.Action == api.Scan }
