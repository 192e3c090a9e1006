package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// decision is IAM's on one write of an item, whose partition key is the request's only leading key: "denied" by a
// statement that says so, "allowed", or "" where nothing allows it.
func (t template) decision(role, action, partition string) string {
	decided := ""
	for _, s := range t.statements() {
		matches := s.resource == role && slices.Contains(s.actions, action) && slices.Contains(s.resources, "${Table.Arn}")
		switch {
		case !matches:
		case s.effect == "Deny" && s.leads(partition):
			return "denied"
		case s.effect == "Allow" && s.condition == nil:
			decided = "allowed"
		}
	}
	return decided
}

// leads reports whether a statement is about items with this partition key.
func (s statementIn) leads(partition string) bool {
	keys, ok := at(s.condition, "ForAnyValue:StringLike", "dynamodb:LeadingKeys").([]any)
	return ok && slices.ContainsFunc(keys, func(key any) bool {
		begin, open := strings.CutSuffix(key.(string), "*")
		return begin == partition || open && strings.HasPrefix(partition, begin)
	})
}

// writes are the actions that write one item, or many.
func writes() []string { return append(changes(), "dynamodb:PutItem", "dynamodb:PartiQLInsert") }

// TestAuditLogIsKept: each function is denied, whatever else its role says, to change or delete audit events and seals,
// and except to seal-trail to write seals; purge-organizations may delete both, and change neither.
func TestAuditLogIsKept(t *testing.T) {
	event, seal := store.EventKey("org_1", id.Earliest(id.Event, time.Unix(0, 0))), store.SealKey("org_1", 1)
	head := store.SealHeadKey("org_1")
	tmpl := synth(t, later)
	for _, f := range declarations(later).ids() {
		role, _ := tmpl.granted(t, f)
		for _, action := range writes() {
			changes, seals := slices.Contains(changes(), action), f == api.SealTrail.ID
			for partition, want := range map[string]bool{event.PK: changes || seals, seal.PK: changes || !seals, head.PK: !seals} {
				if f == api.PurgeOrganizations.ID {
					want = action != string(api.DeleteItem)
				}
				if got := tmpl.decision(role, action, partition); (got == "denied") != want {
					t.Errorf("%s: %s on %s is %q", f, action, partition, got)
				}
			}
		}
	}
}

// TestTheDenialMeetsNothingElse: what functions declare is still allowed on all other items, and seal-trail seals.
func TestTheDenialMeetsNothingElse(t *testing.T) {
	tmpl := synth(t, "dev")
	others := []store.Key{store.OrganizationKey("org_1"), store.IdentityKey("x"), store.BookmarkKey(),
		store.ActivityKey("org_1", time.Unix(0, 0), "session.start", "x")}
	check := func(f string, access []api.Access) {
		role, _ := tmpl.granted(t, f)
		for _, a := range access {
			if a.Index != "" || a.Only != "" || a.Within != "" {
				continue
			}
			for _, key := range others {
				if got := tmpl.decision(role, string(a.Action), key.PK); got != "allowed" {
					t.Errorf("%s: %s on %s is %q", f, a.Action, key.PK, got)
				}
			}
		}
	}
	for _, o := range api.Operations() {
		check(o.ID, o.Access)
	}
	for _, c := range api.Consumers() {
		check(c.ID, c.Access)
	}
	sealer, _ := tmpl.granted(t, api.SealTrail.ID)
	for action, key := range map[string]store.Key{"dynamodb:PutItem": store.SealKey("org_1", 2), "dynamodb:UpdateItem": store.SealHeadKey("org_1")} {
		if got := tmpl.decision(sealer, action, key.PK); got != "allowed" {
			t.Errorf("seal-trail: %s on %s is %q", action, key.PK, got)
		}
	}
	if role, _ := tmpl.granted(t, api.BlockUser.ID); tmpl.decision(role, "dynamodb:PutItem", "AUDIT#org_1") != "allowed" {
		t.Error("block-user may not write its event")
	}
}
