package ses_test

import (
	"context"
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"usher/pkg/aws/ses"
)

// account is one of SES's, with its identities and whether each is verified.
type account struct {
	identities map[string]bool
	production bool
	sending    bool
	refuses    error
}

func (a account) GetEmailIdentity(
	_ context.Context, in *sesv2.GetEmailIdentityInput, _ ...func(*sesv2.Options),
) (*sesv2.GetEmailIdentityOutput, error) {
	if a.refuses != nil {
		return nil, a.refuses
	}
	verified, known := a.identities[*in.EmailIdentity]
	if !known {
		return nil, &types.NotFoundException{}
	}
	return &sesv2.GetEmailIdentityOutput{VerifiedForSendingStatus: verified}, nil
}

func (a account) GetAccount(
	context.Context, *sesv2.GetAccountInput, ...func(*sesv2.Options),
) (*sesv2.GetAccountOutput, error) {
	return &sesv2.GetAccountOutput{ProductionAccessEnabled: a.production, SendingEnabled: a.sending}, nil
}

// TestStand: what SES says of the address, its domain and the domains above is put together.
func TestStand(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		account
		want ses.Standing
	}{
		"address":        {account{map[string]bool{"no-reply@mail.acme.example": true}, true, true, nil}, ses.Standing{Verified: true}},
		"domain":         {account{map[string]bool{"mail.acme.example": true}, true, true, nil}, ses.Standing{Verified: true}},
		"domain above":   {account{map[string]bool{"acme.example": true}, true, true, nil}, ses.Standing{Verified: true}},
		"one of two":     {account{map[string]bool{"mail.acme.example": false, "acme.example": true}, true, true, nil}, ses.Standing{Verified: true}},
		"not yet":        {account{map[string]bool{"acme.example": false}, true, true, nil}, ses.Standing{}},
		"none":           {account{nil, true, true, nil}, ses.Standing{}},
		"another's":      {account{map[string]bool{"example": true}, true, true, nil}, ses.Standing{}},
		"sandbox":        {account{map[string]bool{"acme.example": true}, false, true, nil}, ses.Standing{Verified: true, Sandbox: true}},
		"paused account": {account{map[string]bool{"acme.example": true}, true, false, nil}, ses.Standing{Verified: true, Paused: true}},
	} {
		got, err := ses.Stand(t.Context(), tt.account, "no-reply@mail.acme.example")
		if err != nil || got != tt.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	denied := errors.New("denied")
	if _, err := ses.Stand(t.Context(), account{refuses: denied}, "no-reply@acme.example"); !errors.Is(err, denied) {
		t.Errorf("%v", err)
	}
}
