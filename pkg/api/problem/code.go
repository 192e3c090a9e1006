package problem

// Code names one kind of failure. Codes are part of the HTTP contract: callers
// switch on them, so a code is never renamed and never changes its status.
type Code string

// The codes of the contract, grouped by the HTTP status they map to.
const (
	InvalidRequest       Code = "invalid_request"        // 400: the input is malformed; Fields names every bad field
	Unauthenticated      Code = "unauthenticated"        // 401: no valid session or API key
	InvalidCredentials   Code = "invalid_credentials"    // 401: wrong e-mail address or password
	InvalidFactor        Code = "invalid_factor"         // 401: wrong or used code, or a passkey that does not fit
	SecondFactorRequired Code = "second_factor_required" // 401: the sign-in is not complete
	Forbidden            Code = "forbidden"              // 403: the role does not have the permission
	Blocked              Code = "blocked"                // 403: the caller is blocked in this organization
	ProofRequired        Code = "proof_required"         // 403: the last proof of the person is too old for this
	Suspended            Code = "suspended"              // 403: the organization is suspended: it can be read only
	CrossOrigin          Code = "cross_origin"           // 403: a cookie request from another origin
	SignUpClosed         Code = "sign_up_closed"         // 403: the public cannot create organizations here
	NotFound             Code = "not_found"              // 404: does not exist, or belongs to another organization
	InvitationInvalid    Code = "invitation_invalid"     // 404: not a link of ours, or replaced by a newer one
	ResetInvalid         Code = "password_reset_invalid" // 404: not a reset link of ours, or used, or expired
	EmailTaken           Code = "email_taken"            // 409: the address is in this organization already
	SeatLimitReached     Code = "seat_limit_reached"     // 409: the plan's seats are used
	QuotaReached         Code = "quota_reached"          // 409: the organization has as many of these as it may have
	LastOwner            Code = "last_owner"             // 409: no active Owner would remain
	InvalidState         Code = "invalid_state"          // 409: not allowed in the resource's current state
	InvitationExpired    Code = "invitation_expired"     // 410: the link has expired
	InvitationUsed       Code = "invitation_used"        // 410: the link was accepted
	VersionConflict      Code = "version_conflict"       // 412: If-Match is not the current version
	TooLarge             Code = "too_large"              // 413: the body is over the operation's limit
	UnsupportedMediaType Code = "unsupported_media_type" // 415: the operation does not accept the body's type
	IdempotencyKeyReused Code = "idempotency_key_reused" // 422: the key was used with another body before
	TooManyRequests      Code = "too_many_requests"      // 429: a rate limit; with RetryAfter
	Internal             Code = "internal"               // 500: a bug; the cause is logged, never shown
	TryAgain             Code = "try_again"              // 503: a dependency is down; nothing was left half done
)

type entry struct {
	status int
	title  string
}

// lookup maps codes to HTTP. It is a switch rather than a map because that costs a function's cold start nothing.
func lookup(c Code) (entry, bool) {
	switch c {
	case InvalidRequest:
		return entry{400, "The request is not valid"}, true
	case NotFound:
		return entry{404, "Not found"}, true
	case InvitationInvalid:
		return entry{404, "This invitation link is not valid"}, true
	case ResetInvalid:
		return entry{404, "This password link is not valid"}, true
	case EmailTaken:
		return entry{409, "This address is taken"}, true
	case SeatLimitReached:
		return entry{409, "All seats are used"}, true
	case QuotaReached:
		return entry{409, "A quota is used"}, true
	case LastOwner:
		return entry{409, "An organization needs an active Owner"}, true
	case InvalidState:
		return entry{409, "Not allowed in the current state"}, true
	case InvitationExpired:
		return entry{410, "This invitation has expired"}, true
	case InvitationUsed:
		return entry{410, "This invitation has been used"}, true
	case VersionConflict:
		return entry{412, "The resource has changed"}, true
	case TooLarge:
		return entry{413, "The request is too large"}, true
	case UnsupportedMediaType:
		return entry{415, "Unsupported media type"}, true
	case IdempotencyKeyReused:
		return entry{422, "This idempotency key was used before"}, true
	case TooManyRequests:
		return entry{429, "Too many requests"}, true
	case TryAgain:
		return entry{503, "Try again"}, true
	case Internal:
		return entry{500, "Internal error"}, true
	}
	return lookupDenied(c)
}

// lookupDenied has the codes of 401 and 403.
func lookupDenied(c Code) (entry, bool) {
	switch c {
	case Unauthenticated:
		return entry{401, "Not signed in"}, true
	case InvalidCredentials:
		return entry{401, "Wrong e-mail address or password"}, true
	case InvalidFactor:
		return entry{401, "The code or passkey was not accepted"}, true
	case SecondFactorRequired:
		return entry{401, "A second factor is needed"}, true
	case Forbidden:
		return entry{403, "Your role does not allow this"}, true
	case Blocked:
		return entry{403, "You are blocked in this organization"}, true
	case ProofRequired:
		return entry{403, "Prove yourself again"}, true
	case Suspended:
		return entry{403, "The organization is suspended"}, true
	case CrossOrigin:
		return entry{403, "The request comes from another site"}, true
	case SignUpClosed:
		return entry{403, "Sign-up is closed"}, true
	}
	return entry{}, false
}

// Codes lists every code of the contract in the order of their HTTP status.
func Codes() []Code {
	return []Code{
		InvalidRequest, Unauthenticated, InvalidCredentials, InvalidFactor, SecondFactorRequired, Forbidden,
		Blocked, Suspended, ProofRequired, CrossOrigin, SignUpClosed,
		NotFound, InvitationInvalid, ResetInvalid, EmailTaken, SeatLimitReached, QuotaReached, LastOwner, InvalidState,
		InvitationExpired, InvitationUsed, VersionConflict, TooLarge, UnsupportedMediaType,
		IdempotencyKeyReused, TooManyRequests, Internal, TryAgain,
	}
}

// Status returns the HTTP status of the code; 500 for a code that is not in the contract.
func (c Code) Status() int {
	if e, ok := lookup(c); ok {
		return e.status
	}
	return 500
}

// Title returns the short, human-readable summary of the code, the same for every
// occurrence (RFC 9457, section 3.1.3).
func (c Code) Title() string {
	if e, ok := lookup(c); ok {
		return e.title
	}
	return "Internal error"
}
