package api

import (
	"encoding/json"
	"net/http"

	"usher/pkg/api/problem"
	"usher/pkg/lib/id"
)

// Factors is what a person can prove themselves with beside their password.
type Factors struct {
	Passkeys      []Passkey `json:"passkeys"`       // the oldest first
	TOTP          *TOTP     `json:"totp"`           // null without one that is confirmed
	RecoveryCodes int       `json:"recovery_codes"` // how many are left
}

// TOTP is an app that shows one-time codes (RFC 6238).
type TOTP struct {
	CreatedAt Time `json:"created_at"` // when it was confirmed
	LastUsed  Time `json:"last_used_at"`
}

// Passkey is a key pair of a browser, a telephone or a security key (WebAuthn).
type Passkey struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	CreatedAt Time   `json:"created_at"`
	LastUsed  *Time  `json:"last_used_at"`
}

// Identifier returns the id, for the Location of a new passkey.
func (p Passkey) Identifier() string { return p.ID }

// NewTOTP is the secret of an app for one-time codes, which is shown once.
type NewTOTP struct {
	Secret string `json:"secret"` // base32, to type
	URI    string `json:"uri"`    // otpauth://, for a QR code
}

// TOTPCodeInput is a code that the app shows.
type TOTPCodeInput struct {
	Code string `json:"code" format:"password" max:"16"`
}

// RecoveryCodes are codes that each stand in for another factor once.
type RecoveryCodes struct {
	RecoveryCodes []string `json:"recovery_codes"`
}

// PasskeyOptions is what the browser is to make or use a passkey with, as
// PublicKeyCredential.parseCreationOptionsFromJSON and parseRequestOptionsFromJSON take it (WebAuthn, section 5.1).
type PasskeyOptions struct {
	PublicKey json.RawMessage `json:"public_key"`
	ExpiresAt Time            `json:"expires_at"`
}

// CreatePasskeyInput is a passkey that the browser made, as PublicKeyCredential.toJSON writes it.
type CreatePasskeyInput struct {
	Name       string          `json:"name" format:"name" max:"60"`
	Credential json.RawMessage `json:"credential" format:"object" max:"12288"`
}

// PasskeyInput names a passkey.
type PasskeyInput struct {
	Passkey id.PasskeyID `path:"passkey"`
}

// UpdatePasskeyInput gives a passkey another name.
type UpdatePasskeyInput struct {
	Passkey id.PasskeyID `path:"passkey"`
	Name    string       `json:"name" format:"name" max:"60"`
}

// FactorMethod is a way to prove oneself beside the password.
type FactorMethod string

// The methods.
const (
	MethodTOTP         FactorMethod = "totp"
	MethodPasskey      FactorMethod = "passkey"
	MethodRecoveryCode FactorMethod = "recovery_code"
)

// Values lists the methods.
func (FactorMethod) Values() []FactorMethod {
	return []FactorMethod{MethodTOTP, MethodPasskey, MethodRecoveryCode}
}

// SecondFactor is what a sign-in needs beside the password.
type SecondFactor struct {
	Methods []FactorMethod `json:"methods"` // those that the person has
	// PasskeyOptions is for a passkey; null where the person has none.
	PasskeyOptions *PasskeyOptions `json:"passkey_options"`
}

// SecondFactorInput is one of the three.
type SecondFactorInput struct {
	TOTP         string          `json:"totp" format:"password" max:"16" optional:"true"`
	RecoveryCode string          `json:"recovery_code" format:"password" max:"64" optional:"true"`
	Passkey      json.RawMessage `json:"passkey" format:"object" max:"12288" optional:"true"`
}

// ProofInput is one of the four.
type ProofInput struct {
	Password     string          `json:"password" format:"password" optional:"true"`
	TOTP         string          `json:"totp" format:"password" max:"16" optional:"true"`
	RecoveryCode string          `json:"recovery_code" format:"password" max:"64" optional:"true"`
	Passkey      json.RawMessage `json:"passkey" format:"object" max:"12288" optional:"true"`
}

// PasskeySessionInput is what the browser signed with a passkey, as PublicKeyCredential.toJSON writes it.
type PasskeySessionInput struct {
	Credential json.RawMessage `json:"credential" format:"object" max:"12288"`
}

// MaxPasskeys is how many passkeys a person may have.
const MaxPasskeys = 20

// GetFactors reads the caller's factors.
var GetFactors = declare[None, Factors](Route{
	ID: "get-factors", Method: http.MethodGet, Path: "/v1/me/factors",
	Summary: "Read what you can prove yourself with beside the password",
	Caller:  Person,
	Access:  on(BatchGetItem, Query),
})

// CreateTOTP begins with an app for one-time codes.
var CreateTOTP = declare[None, NewTOTP](Route{
	ID: "create-totp", Method: http.MethodPost, Path: "/v1/me/totp",
	Summary: "Begin with an app that shows one-time codes",
	Detail: "The response holds the secret, which cannot be read again. It counts once a code is confirmed; until then " +
		"another request replaces it. With one that is confirmed: `invalid_state`.",
	Caller: Person, Proof: true, Status: http.StatusCreated, Creates: true,
	Errors:   []problem.Code{problem.InvalidState},
	Access:   on(BatchGetItem, PutItem, UpdateItem),
	Settings: []Setting{SettingFactorKeys, SettingProductName},
})

// ConfirmTOTP confirms the app with a code, from which on it is a second factor.
var ConfirmTOTP = declare[TOTPCodeInput, RecoveryCodes](Route{
	ID: "confirm-totp", Method: http.MethodPost, Path: "/v1/me/totp/confirm",
	Summary: "Confirm the app with a code that it shows",
	Detail: "From then on a sign-in with the password needs a second factor. The response holds ten recovery codes, " +
		"which replace those there were, and cannot be read again.",
	Caller: Person, Proof: true, Bodies: []string{JSONBody},
	Errors:   []problem.Code{problem.InvalidState, problem.InvalidFactor},
	Access:   on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem),
	Settings: []Setting{SettingFactorKeys},
})

// DeleteTOTP removes the app.
var DeleteTOTP = declare[None, None](Route{
	ID: "delete-totp", Method: http.MethodDelete, Path: "/v1/me/totp",
	Summary: "Remove the app that shows one-time codes",
	Detail:  "With the last factor the recovery codes go too.",
	Caller:  Person, Proof: true, Status: http.StatusNoContent,
	Errors: []problem.Code{problem.NotFound},
	Access: on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem),
})

// CreateRecoveryCodes replaces the recovery codes.
var CreateRecoveryCodes = declare[None, RecoveryCodes](Route{
	ID: "create-recovery-codes", Method: http.MethodPost, Path: "/v1/me/recovery-codes",
	Summary: "Replace your recovery codes",
	Detail: "Ten new ones, which cannot be read again; those before no longer work. Without another factor: " +
		"`invalid_state`.",
	Caller: Person, Proof: true, Status: http.StatusCreated, Creates: true,
	Errors: []problem.Code{problem.InvalidState},
	Access: on(BatchGetItem, Query, PutItem, UpdateItem),
})

// CreatePasskeyOptions begins with a new passkey.
var CreatePasskeyOptions = declare[None, PasskeyOptions](Route{
	ID: "create-passkey-options", Method: http.MethodPost, Path: "/v1/me/passkeys/options",
	Summary: "Begin with a new passkey",
	Detail: "What the browser is to make it with: `public_key` is for PublicKeyCredential.parseCreationOptionsFromJSON. " +
		"Good for five minutes, once. A person has at most 20 passkeys.",
	Caller: Person, Proof: true,
	Errors: []problem.Code{problem.QuotaReached},
	Access: on(BatchGetItem, Query, PutItem, UpdateItem, ConditionCheckItem), Settings: []Setting{SettingProductName},
})

// CreatePasskey adds a passkey that the browser made.
var CreatePasskey = declare[CreatePasskeyInput, Passkey](Route{
	ID: "create-passkey", Method: http.MethodPost, Path: "/v1/me/passkeys",
	Summary: "Add a passkey",
	Detail: "The credential is as PublicKeyCredential.toJSON writes it. A passkey signs in alone, and from then on a " +
		"sign-in with the password needs a second factor.",
	Caller: Person, Proof: true, Status: http.StatusCreated, Bodies: []string{JSONBody}, Creates: true,
	Errors: []problem.Code{problem.QuotaReached, problem.InvalidFactor},
	Access: on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem),
})

// UpdatePasskey renames a passkey.
var UpdatePasskey = declare[UpdatePasskeyInput, Passkey](Route{
	ID: "update-passkey", Method: http.MethodPatch, Path: "/v1/me/passkeys/{passkey}",
	Summary: "Rename a passkey",
	Caller:  Person, Bodies: []string{JSONBody},
	Access: on(BatchGetItem, UpdateItem, ConditionCheckItem),
})

// DeletePasskey removes a passkey.
var DeletePasskey = declare[PasskeyInput, None](Route{
	ID: "delete-passkey", Method: http.MethodDelete, Path: "/v1/me/passkeys/{passkey}",
	Summary: "Remove a passkey",
	Detail:  "With the last factor the recovery codes go too.",
	Caller:  Person, Proof: true, Status: http.StatusNoContent,
	Access: on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem),
})

// CompleteSignIn gives the second factor of a sign-in.
var CompleteSignIn = declare[SecondFactorInput, SignedIn](Route{
	ID: "complete-sign-in", Method: http.MethodPost, Path: "/v1/sessions/current/second-factor",
	Summary: "Complete a sign-in with a second factor",
	Detail: "One of `totp`, `recovery_code` and `passkey`, within ten minutes of the password. A code works once. The " +
		"session goes on with a new cookie. Where nothing is outstanding: `invalid_state`.",
	Caller: Person, Pending: true, Bodies: []string{JSONBody},
	Errors:   []problem.Code{problem.InvalidFactor, problem.InvalidState},
	Access:   settling(),
	Settings: []Setting{SettingFactorKeys, SettingSessionLifetime, SettingSessionIdle},
})

// ProveSession proves a person again, for what asks for a recent proof.
var ProveSession = declare[ProofInput, None](Route{
	ID: "prove-session", Method: http.MethodPost, Path: "/v1/sessions/current/proof",
	Summary: "Prove yourself again",
	Detail: "One of `password`, `totp`, `recovery_code` and `passkey`. For ten minutes nothing is answered with " +
		"`proof_required`; a sign-in counts too. The session goes on with a new cookie. The " +
		"options of a passkey are those of create-passkey-session-options.",
	Caller: Person, Status: http.StatusNoContent, Bodies: []string{JSONBody},
	Errors:   []problem.Code{problem.InvalidCredentials, problem.InvalidFactor},
	MemoryMB: hashingMemory, Hashes: true,
	Access:   settling(),
	Settings: []Setting{SettingFactorKeys},
})

// CreatePasskeySessionOptions begins a sign-in, or a proof, with a passkey.
var CreatePasskeySessionOptions = declare[None, PasskeyOptions](Route{
	ID: "create-passkey-session-options", Method: http.MethodPost, Path: "/v1/passkey-sessions/options",
	Summary: "Begin a sign-in with a passkey",
	Detail: "What the browser is to ask for a passkey with: `public_key` is for " +
		"PublicKeyCredential.parseRequestOptionsFromJSON. Names nobody. Good for five minutes, once.",
	Caller: Anyone,
	Access: on(PutItem, UpdateItem),
})

// CreatePasskeySession signs in with a passkey alone.
var CreatePasskeySession = declare[PasskeySessionInput, SignedIn](Route{
	ID: "create-passkey-session", Method: http.MethodPost, Path: "/v1/passkey-sessions",
	Summary: "Sign in with a passkey",
	Detail: "The credential is as PublicKeyCredential.toJSON writes it. The passkey stands for both factors: it must " +
		"have verified its user.",
	Caller: Anyone, Bodies: []string{JSONBody},
	Errors:   []problem.Code{problem.InvalidFactor},
	Access:   settling(),
	Settings: []Setting{SettingSessionLifetime, SettingSessionIdle},
})
