package ses

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
)

// Account is the part of SES's client that Stand calls.
type Account interface {
	GetEmailIdentity(
		context.Context, *sesv2.GetEmailIdentityInput, ...func(*sesv2.Options)) (*sesv2.GetEmailIdentityOutput, error)
	GetAccount(context.Context, *sesv2.GetAccountInput, ...func(*sesv2.Options)) (*sesv2.GetAccountOutput, error)
}

// Standing is what stands between a sender and its recipients.
type Standing struct {
	Verified bool // SES may send from the address
	Sandbox  bool // SES sends to verified addresses only
	Paused   bool // SES sends nothing for this account
}

// Stand asks SES whether mail from an address can be sent. An address is verified by itself, or by its domain or one
// above it. It returns an error where SES cannot be asked, such as for a lack of ses:GetEmailIdentity or ses:GetAccount.
func Stand(ctx context.Context, api Account, address string) (Standing, error) {
	out, err := api.GetAccount(ctx, &sesv2.GetAccountInput{})
	if err != nil {
		return Standing{}, fmt.Errorf("ses: asking about the account: %w", err)
	}
	s := Standing{Sandbox: !out.ProductionAccessEnabled, Paused: !out.SendingEnabled}
	_, domain, _ := strings.Cut(address, "@")
	for identity := address; strings.Contains(identity, ".") && !s.Verified; {
		if s.Verified, err = verified(ctx, api, identity); err != nil {
			return Standing{}, err
		}
		identity, domain = domain, above(domain)
	}
	return s, nil
}

// above is the domain that a domain is in.
func above(domain string) string {
	_, parent, _ := strings.Cut(domain, ".")
	return parent
}

func verified(ctx context.Context, api Account, identity string) (bool, error) {
	out, err := api.GetEmailIdentity(ctx, &sesv2.GetEmailIdentityInput{EmailIdentity: &identity})
	if _, ok := errors.AsType[*types.NotFoundException](err); ok {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("ses: asking about the identity %s: %w", identity, err)
	}
	return out.VerifiedForSendingStatus, nil
}
