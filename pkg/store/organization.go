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
	// DeletedAt is since when the organization is gone for all, except that it can be restored: until PurgedAt, when
	// what is left of it began to be deleted, which is not before RestorableUntil. While it is deleted it is in the
	// index of what expires.
	DeletedAt       *api.Time `dynamodbav:"deleted_at,omitempty"`
	RestorableUntil *api.Time `dynamodbav:"restorable_until,omitempty"`
	PurgedAt        *api.Time `dynamodbav:"purged_at,omitempty"`
	ExpiryShard     string    `dynamodbav:"expiry_shard,omitempty"`
	ExpiryOrder     string    `dynamodbav:"expiry_order,omitempty"`
}

// Closed reports whether nothing may be changed or mailed in the organization's name.
func (o *Organization) Closed() bool { return o.SuspendedAt != nil || o.DeletedAt != nil }

const deletedShard = "DELETED"

// Deletion is what makes an organization a deleted one, from a time on, that can be restored until another.
func (o *Organization) Deletion(at, until api.Time) []Change {
	return []Change{OrganizationDeletedAt.Set(at), OrganizationRestorableUntil.Set(until),
		OrganizationExpiryShard.Set(deletedShard), OrganizationExpiryOrder.Set(until.String() + "#" + o.ID)}
}

// Restoration is what ends that.
func Restoration() []Change {
	return []Change{OrganizationDeletedAt.Clear(), OrganizationRestorableUntil.Clear(), OrganizationExpiryShard.Clear(),
		OrganizationExpiryOrder.Clear()}
}

// Purgeable is the range of the deleted organizations that can be restored no longer than until a time.
func Purgeable(at api.Time) Range {
	return Range{Index: api.IndexByExpiry, Partition: deletedShard, From: " ", To: at.String() + Past}
}

// Belongings are the ranges of everything that an organization has in partitions of its own, its own item and all
// users among them.
func Belongings(org string) []Range {
	var all []Range
	for _, partition := range []string{orgPrefix + org, orgPrefix + org + definitionsSuffix, auditPrefix + org,
		sealsPrefix + org,
		api.SealHeadPartition + org, string(KindActivity) + org} {
		all = append(all, Range{Partition: partition, From: "\x00", To: Past})
	}
	return all
}

// What writes set or compare of an organization.
var (
	OrganizationName            = field[Organization, string]("name")
	OrganizationPlan            = field[Organization, string]("plan")
	OrganizationSeatLimit       = number[Organization, int]("seat_limit")
	OrganizationSeatsUsed       = number[Organization, int]("seats_used")
	OrganizationInvited         = number[Organization, int]("invited")
	OrganizationActive          = number[Organization, int]("active")
	OrganizationBlocked         = number[Organization, int]("blocked")
	OrganizationExpired         = number[Organization, int]("expired")
	OrganizationActiveOwners    = number[Organization, int]("active_owners")
	OrganizationMoves           = number[Organization, int]("moves")
	OrganizationAPIKeys         = number[Organization, int]("api_keys")
	OrganizationFlows           = number[Organization, int]("flows")
	OrganizationPlanAt          = field[Organization, api.Time]("plan_at")
	OrganizationInvitationDays  = number[Organization, int]("invitation_days")
	OrganizationLocale          = field[Organization, string]("locale")
	OrganizationUpdatedAt       = field[Organization, api.Time]("updated_at")
	OrganizationVersion         = number[Organization, int]("version")
	OrganizationSuspendedAt     = field[Organization, api.Time]("suspended_at")
	OrganizationDeletedAt       = field[Organization, api.Time]("deleted_at")
	OrganizationRestorableUntil = field[Organization, api.Time]("restorable_until")
	OrganizationPurgedAt        = field[Organization, api.Time]("purged_at")
	OrganizationExpiryShard     = field[Organization, string]("expiry_shard")
	OrganizationExpiryOrder     = field[Organization, string]("expiry_order")
)
