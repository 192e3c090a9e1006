// Package passkey verifies what browsers answer to the ceremonies of WebAuthn. It is apart from package account so that
// only the functions that take passkeys link the library.
package passkey

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"usher/pkg/store"
)

// Verifier verifies for one site. A passkey must always have verified its user.
type Verifier struct {
	Dashboard string // where the pages are that make and use passkeys
}

// ErrCopied says that a passkey's counter is not above that of its last use: it may have been copied (WebAuthn, section
// 6.1.1).
var ErrCopied = errors.New("passkey: the counter says that it was copied")

// maxCredential bounds the id of a credential in bytes (WebAuthn, section 4).
const maxCredential = 1023

func (v Verifier) site() (*webauthn.WebAuthn, error) {
	u, err := url.Parse(v.Dashboard)
	if err != nil {
		return nil, fmt.Errorf("passkey: the dashboard: %w", err)
	}
	return webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: u.Hostname(),
		RPOrigins: []string{u.Scheme + "://" + u.Host}})
}

// account is a person as the library wants to know them.
type account struct {
	handle []byte
	known  []webauthn.Credential
}

func (a account) WebAuthnID() []byte                         { return a.handle }
func (a account) WebAuthnName() string                       { return "" }
func (a account) WebAuthnDisplayName() string                { return "" }
func (a account) WebAuthnCredentials() []webauthn.Credential { return a.known }

// session is what was asked for.
func session(handle []byte, challenge string) webauthn.SessionData {
	return webauthn.SessionData{Challenge: challenge, UserID: handle, UserVerification: protocol.VerificationRequired,
		CredParams: webauthn.CredentialParametersDefault()}
}

// Create verifies a new passkey for the account with this opaque id, which was asked for with the challenge. Its errors
// say what does not fit.
func (v Verifier) Create(handle, challenge string, credential []byte) (store.Passkey, error) {
	id, err := base64.RawURLEncoding.DecodeString(handle)
	if err != nil {
		return store.Passkey{}, err
	}
	site, err := v.site()
	if err != nil {
		return store.Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(credential)
	if err != nil {
		return store.Passkey{}, reason(err)
	}
	made, err := site.CreateCredential(account{handle: id}, session(id, challenge), parsed)
	switch {
	case err != nil:
		return store.Passkey{}, reason(err)
	case len(made.ID) > maxCredential:
		return store.Passkey{}, errors.New("passkey: the credential's id is too long")
	}
	p := store.Passkey{Credential: made.ID, PublicKey: made.PublicKey, SignCount: int64(made.Authenticator.SignCount),
		BackupEligible: made.Flags.BackupEligible}
	for _, t := range made.Transport[:min(len(made.Transport), maxTransports)] {
		if slices.Contains(transports, t) {
			p.Transports = append(p.Transports, string(t))
		}
	}
	return p, nil
}

const maxTransports = 8

// transports are those that are kept, as hints for the browser.
var transports = []protocol.AuthenticatorTransport{protocol.USB, protocol.NFC, protocol.BLE, protocol.SmartCard,
	protocol.Hybrid, protocol.Internal}

// Assert verifies that a passkey of the account with this opaque id has signed the challenge, and returns its counter.
// It returns ErrCopied, or an error that says what does not fit.
func (v Verifier) Assert(handle, challenge string, known *store.Passkey, credential []byte) (int64, error) {
	id, err := base64.RawURLEncoding.DecodeString(handle)
	if err != nil {
		return 0, err
	}
	site, err := v.site()
	if err != nil {
		return 0, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(credential)
	if err != nil {
		return 0, reason(err)
	}
	who := account{handle: id, known: []webauthn.Credential{{ID: known.Credential, PublicKey: known.PublicKey,
		Flags:         webauthn.CredentialFlags{BackupEligible: known.BackupEligible, UserPresent: true, UserVerified: true},
		Authenticator: webauthn.Authenticator{SignCount: uint32(known.SignCount)}}}} //nolint:gosec // stored from one
	used, err := site.ValidateLogin(who, session(id, challenge), parsed)
	switch {
	case err != nil:
		return 0, reason(err)
	case used.Authenticator.CloneWarning:
		return 0, ErrCopied
	}
	return int64(used.Authenticator.SignCount), nil
}

// reason is the library's error with what it says of the cause.
func reason(err error) error {
	if e, ok := errors.AsType[*protocol.Error](err); ok {
		return fmt.Errorf("passkey: %s: %s", e.Details, e.DevInfo)
	}
	return fmt.Errorf("passkey: %w", err)
}
