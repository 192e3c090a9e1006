package acceptance_test

import (
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/test/harness"
)

// confirmCalls is how many calls confirming a new address takes until only what is carried over is left.
const confirmCalls = 2

// emailSteps are those of a change of address.
func emailSteps(t *testing.T, s *harness.System, interruption *harness.Interruption) []step {
	m, wide := s.Found(t, "Moves"), s.Found(t, "Moves often")
	passkey := wide.AddPasskey(t, "Laptop")
	var options api.PasskeyOptions
	var token, first string
	confirm := func(m harness.Member) { m.Do(t, "POST", "/v1/email-changes/"+token, nil).Want(t, 204, "") }
	interrupt := func(m harness.Member) {
		token = m.AskEmail(t, harness.Address("new"))
		interruption.After(confirmCalls)
		confirm(m)
		if !interruption.End() {
			t.Error("not interrupted")
		}
	}
	signIn := func(m *harness.Member, with *harness.Passkey) {
		options = m.PasskeyOptions(t, "/v1/passkey-sessions/options")
		m.Do(t, "POST", "/v1/passkey-sessions", map[string]any{"credential": with.Sign(t, options)}).Want(t, 200, "")
	}
	return []step{
		{id: "request-email-change", variant: "the first of a person", before: func() { m = s.Found(t, "Moves") },
			do: func() { token = m.AskEmail(t, harness.Address("new")) }},
		{id: "request-email-change", do: func() { token = m.AskEmail(t, harness.Address("new")) }},
		{id: "get-email-change", do: func() { m.Do(t, "GET", "/v1/me/email-change", nil).Want(t, 200, "") }},
		{id: "confirm-email-change", variant: "in one organization", unusual: true, do: func() { confirm(m) }},
		{id: "view-email-restoration", do: func() {
			first = s.RestoreToken(t, m.Email)
			m.Do(t, "GET", "/v1/email-restorations/"+first, nil).Want(t, 200, "")
		}},
		{id: "restore-email", variant: "in one organization", unusual: true, do: func() {
			m.Do(t, "POST", "/v1/email-restorations/"+first, map[string]string{"password": harness.NewPassword}).
				Want(t, 204, "")
		}},
		{id: "cancel-email-change", before: func() { m.SignIn(t, m.Email, harness.NewPassword).Want(t, 200, "") },
			do: func() { m.Do(t, "DELETE", "/v1/me/email-change", nil).Want(t, 204, "") }},
		{id: "finish-email-changes", variant: "one in one organization", before: func() { interrupt(m) }, do: func() {
			s.Clock.Advance(time.Second)
			if err := app.FinishEmailChanges(s.App)(t.Context(), ""); err != nil {
				t.Fatal(err)
			}
		}},
		{id: "create-passkey-session", variant: "which finishes a change of address", unusual: true, before: func() {
			signIn(&wide, passkey)
			interrupt(wide)
			options = wide.PasskeyOptions(t, "/v1/passkey-sessions/options")
		}, do: func() {
			wide.Do(t, "POST", "/v1/passkey-sessions", map[string]any{"credential": passkey.Sign(t, options)}).
				Want(t, 200, "")
		}},
	}
}
