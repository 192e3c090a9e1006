package store

import "usher/pkg/api"

// KindOrganization is an organization's own item, whose sort key it is.
const KindOrganization Kind = "ORG"

// orgPrefix begins the partition that an organization's things share.
const orgPrefix = "ORG#"

// OrganizationKey is the organization's own item.
func OrganizationKey(org string) Key { return Key{orgPrefix + org, string(KindOrganization)} }

// Organization is the organization's item: what it is, and the counters that
// the rules on seats and Owners are kept by.
type Organization struct {
	Key
	ID             string    `dynamodbav:"id"`
	Name           string    `dynamodbav:"name"`
	Plan           string    `dynamodbav:"plan"`
	SeatLimit      int       `dynamodbav:"seat_limit"`
	SeatsUsed      int       `dynamodbav:"seats_used"` // invited + active + blocked, always
	Invited        int       `dynamodbav:"invited"`
	Active         int       `dynamodbav:"active"`
	Blocked        int       `dynamodbav:"blocked"`
	Expired        int       `dynamodbav:"expired"`            // marked as expired: listed, no seat
	ActiveOwners   int       `dynamodbav:"active_owners"`      // never below 1 once there was one
	Moves          int       `dynamodbav:"moves"`              // of the counters, ever: a recount is exact while it stays
	APIKeys        int       `dynamodbav:"api_keys,omitempty"` // stored: some may be dead already
	Flows          int       `dynamodbav:"flows,omitempty"`    // above what the plan allows only after a smaller plan
	PlanAt         *api.Time `dynamodbav:"plan_at,omitempty"`  // when the newest plan change that is known was ordered
	InvitationDays int       `dynamodbav:"invitation_days"`
	Locale         string    `dynamodbav:"locale"`
	CreatedAt      api.Time  `dynamodbav:"created_at"`
	UpdatedAt      api.Time  `dynamodbav:"updated_at"`
	Version        int       `dynamodbav:"version"`
	// SuspendedAt is since when the organization only reads: an operator's doing. Every write of a caller in it has a
	// condition on it.
	SuspendedAt *api.Time `dynamodbav:"suspended_at,omitempty"`
}

// Closed reports whether nothing may be changed or mailed in the organization's name.
func (o *Organization) Closed() bool { return o.SuspendedAt != nil }

// What writes set or compare of an organization.
var (
	OrganizationName           = field[Organization, string]("name")
	OrganizationPlan           = field[Organization, string]("plan")
	OrganizationSeatLimit      = number[Organization, int]("seat_limit")
	OrganizationSeatsUsed      = number[Organization, int]("seats_used")
	OrganizationInvited        = number[Organization, int]("invited")
	OrganizationActive         = number[Organization, int]("active")
	OrganizationBlocked        = number[Organization, int]("blocked")
	OrganizationExpired        = number[Organization, int]("expired")
	OrganizationActiveOwners   = number[Organization, int]("active_owners")
	OrganizationMoves          = number[Organization, int]("moves")
	OrganizationAPIKeys        = number[Organization, int]("api_keys")
	OrganizationFlows          = number[Organization, int]("flows")
	OrganizationPlanAt         = field[Organization, api.Time]("plan_at")
	OrganizationInvitationDays = number[Organization, int]("invitation_days")
	OrganizationLocale         = field[Organization, string]("locale")
	OrganizationUpdatedAt      = field[Organization, api.Time]("updated_at")
	OrganizationVersion        = number[Organization, int]("version")
	OrganizationSuspendedAt    = field[Organization, api.Time]("suspended_at")
)
