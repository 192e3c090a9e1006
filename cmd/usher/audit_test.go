package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"usher/pkg/app"
	"usher/pkg/core/audit/seal"
	"usher/pkg/lib/id"
	"usher/pkg/store"
	"usher/test/harness"
	"usher/test/localtest"
)

// TestAuditVerify runs the command on an audit log that is complete, then on one that is not.
func TestAuditVerify(t *testing.T) {
	s := harness.New(t)
	for name, value := range map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
		"AWS_ENDPOINT_URL_DYNAMODB": localtest.Database(t), "USHER_TABLE": s.Table} {
		t.Setenv(name, value)
	}
	owner := s.Found(t, "Acme")
	verify := func(more ...string) (string, error) {
		var out bytes.Buffer
		err := run(t.Context(), append([]string{"audit", "verify", "--organization", owner.Org}, more...), &out)
		return out.String(), err
	}
	if out, err := verify(); err != nil || out != "2 of the events are too new to be sealed\n2 events, no seals: nothing changed, nothing missing\n" {
		t.Errorf("before the first seal: %s %v", out, err)
	}
	events, more, err := s.App.Table().Query(t.Context(), store.Trail(owner.Org))
	if err != nil || more {
		t.Fatal(err)
	}
	if err := app.SealTrail(s.App)(t.Context(), events); err != nil {
		t.Fatal(err)
	}
	var chain []store.Item
	if chain, _, err = s.App.Table().Query(t.Context(), store.SealsAfter(owner.Org, "")); err != nil {
		t.Fatal(err)
	}
	var one store.Seal
	if err := chain[0].Decode(&one); err != nil {
		t.Fatal(err)
	}
	witness := seal.Witness{Number: 1, Hash: one.Hash}.String()
	want := "2 events, 1 seals, newest seal 1 hash " + witness[2:] + ": nothing changed, nothing missing\n"
	if out, err := verify("--witness", witness); err != nil || out != want {
		t.Errorf("got %s %v, want %s", out, err, want)
	}
	if out, err := verify("--witness", witness, "--witness", "2"+witness[1:]); err == nil || !strings.HasPrefix(out, "witness ") {
		t.Errorf("a witness of a seal that is not there: %s %v", out, err)
	}

	gone := events[1].Key().SK
	_, err = s.Client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &s.Table, Key: events[1].Key().Item()})
	if err != nil {
		t.Fatal(err)
	}
	if out, err := verify(); err == nil || !strings.Contains(err.Error(), "1 findings in 1 events and 1 seals") || !strings.HasPrefix(out, "missing ") || !strings.Contains(out, gone) {
		t.Errorf("a deleted event: %s %v", out, err)
	}
	if _, err := verify("--explained", "misdated:"+gone); err == nil {
		t.Error("what is explained as misdated is taken for missing")
	}
	if out, err := verify("--explained", "missing:"+gone); err != nil || !strings.HasPrefix(out, "1 findings are explained") {
		t.Errorf("a deleted event that is explained: %s %v", out, err)
	}
}

func TestAuditVerifyRefuses(t *testing.T) {
	t.Setenv("AWS_REGION", "us-east-1")
	org := (id.Source{Random: bytes.NewReader(make([]byte, 10)), Now: time.Now}).New(id.Organization)
	for want, args := range map[string][]string{
		"--organization":        {},
		"org_...":               {"--organization", "usr_1"},
		"the number before the": {"--organization", org, "--witness", "x"},
		"hexadecimal":           {"--organization", org, "--witness", "1:abc"},
		"not understood":        {"--organization", org, "extra"},
	} {
		err := run(t.Context(), append([]string{"audit", "verify"}, args...), &bytes.Buffer{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", args, err)
		}
	}
}
