package access

import (
	"context"
	"slices"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/audit"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// Guard checks callers against the table.
type Guard struct {
	Table *store.Store
	Now   func() time.Time
}

// Action is what a caller wants to do.
type Action struct {
	Org        string
	Permission api.Permission
	// Self names the user it is about when a person may do it to their own user
	// without the permission.
	Self string
	// Also is read at the same time, for what Load cannot read. Its result must
	// not be used when Enter fails.
	Also func(context.Context) error
}

// Actor is a caller who is known, and allowed what they asked for.
type Actor struct {
	Org    string
	UserID string // empty for an API key
	KeyID  string // empty for a person
	Email  string
	Role   api.Role

	audit audit.Actor
	item  store.Key  // the membership or the key
	roles []api.Role // that may do it; nil where the role does not matter
}

// errNobody is the answer to a request without a live session or key.
func errNobody() error {
	return problem.New(problem.Unauthenticated, "Sign in, or send an API key, and try again.")
}

// errBadBearer tells a key that cannot be one from one that is not known: the
// checksum says that it was mistyped or cut off.
func errBadBearer() error {
	return problem.New(problem.Unauthenticated, "The Authorization header holds no whole API key. Send \"Bearer usk_...\" as it was shown.")
}

func errNotFound() error {
	return problem.New(problem.NotFound, "There is no such thing here, or it is not yours to see.")
}

// Authorize proves the caller and reads what the use case needs, in one round trip.
// It answers unauthenticated for a dead session, not_found where the caller
// does not belong to the organization, blocked and forbidden as named.
func (d *Guard) Authorize(ctx context.Context, c *Caller, ask Action, reads ...*store.Read) (Actor, error) {
	switch {
	case c.BadBearer:
		return Actor{}, errBadBearer()
	case c.Key != nil:
		return d.authorizeKey(ctx, c, ask, reads)
	case c.Session == nil:
		return Actor{}, errNobody()
	}
	var proof proof
	var member store.Member
	memberKey := store.MemberKey(c.Session.Digest, id.Safe(id.Organization, ask.Org))
	isMember := store.Fetch(memberKey, &member)
	load := func(ctx context.Context) error {
		return d.Table.Load(ctx, append(append(proof.reads(c), isMember), reads...)...)
	}
	if err := d.read(ctx, load, ask.Also); err != nil {
		return Actor{}, err
	}
	if !proof.holds(c, d.Now()) {
		return Actor{}, errNobody()
	}
	if !isMember.Found() {
		return Actor{}, errNotFound()
	}
	c.ActorID = member.User
	actor := Actor{Org: ask.Org, UserID: member.User, Email: member.Email, Role: member.Role, item: memberKey,
		audit: audit.Actor{Type: "user", ID: member.User, Name: member.Email}}
	return actor.checkRole(member.Status, ask)
}

func (d *Guard) read(ctx context.Context, load, also func(context.Context) error) error {
	if also == nil {
		return load(ctx)
	}
	return store.Together(ctx, load, also)
}

// checkRole applies status and role.
func (a Actor) checkRole(status api.Status, ask Action) (Actor, error) {
	switch {
	case status == api.Blocked:
		return Actor{}, errBlocked()
	case status != api.Active: // invited: known here, but has not accepted
		return Actor{}, errNotFound()
	case a.Role.Allows(ask.Permission):
		a.roles = api.RolesThatAllow(ask.Permission)
	case ask.Self == "" || ask.Self != a.UserID:
		return Actor{}, errForbidden()
	}
	return a, nil
}

func errBlocked() error {
	return problem.New(problem.Blocked, "An Owner of the organization has blocked you. Ask them to unblock you.")
}

func errForbidden() error {
	return problem.New(problem.Forbidden, "Your role in this organization does not allow this. Ask an Owner.")
}

// May reports whether the actor's role has a further permission.
func (a Actor) May(p api.Permission) bool { return a.Role.Allows(p) }

// Audit is the actor as audit events name them.
func (a Actor) Audit() audit.Actor { return a.audit }

// Check adds the condition on the actor's own item: still there, still active,
// role still allows it. Add it first, so that its error comes first.
func (a Actor) Check(t *store.Transaction) {
	conditions := []store.Condition{store.Exists()}
	if a.UserID != "" {
		conditions = append(conditions, store.MemberStatus.Is(api.Active))
	}
	switch {
	case a.roles == nil:
	case a.UserID != "":
		conditions = append(conditions, store.MemberRole.OneOf(a.roles))
	default:
		conditions = append(conditions, store.APIKeyRole.OneOf(a.roles))
	}
	t.Check(a.item, a.judge, conditions...)
}

// judge tells what became of the actor since they were let in. It leaves a
// failure that is not about the actor to the judges of the change itself.
func (a Actor) judge(now store.Item) error {
	if now == nil {
		return errNotFound()
	}
	var member store.Member // or a key, which has a role too
	if err := now.Decode(&member); err != nil {
		return err
	}
	switch {
	case member.Status == api.Blocked:
		return errBlocked()
	case a.UserID != "" && member.Status != api.Active, a.roles != nil && !slices.Contains(a.roles, member.Role):
		return errForbidden()
	}
	return nil
}

// Record adds to a transaction the event that tells of a change by this actor.
func (a Actor) Record(t *store.Transaction, log audit.Log, c *Caller, now time.Time, e audit.Event) {
	e.Actor, e.Org, e.RequestID, e.Client = a.audit, a.Org, c.RequestID, c.Client
	log.Add(t, now, e)
}
