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
	Log   audit.Log
	Now   func() time.Time
	Roles api.Roles
	// Unnoted gets the error where it could not be noted that a key or membership was used. The request goes on, so that
	// nobody else learns of it. Nil: nobody does.
	Unnoted func(ctx context.Context, c *Caller, err error)
	// ProofLifetime is how long a proof of a person counts for what matters; 0: api.ProofLifetime.
	ProofLifetime time.Duration
}

// Action is what a caller wants to do.
type Action struct {
	Org        id.OrganizationID
	Permission api.Permission
	// Self names the user that the action is about, where people may do it to their own user without the permission.
	Self id.UserID
	// Also is read at the same time as the proof, for what Load cannot read: a page at most, as it costs the same for a
	// caller who turns out to be nobody. Its result must not be used when Authorize fails.
	Also func(context.Context) error
	// After is run once the caller is proved and allowed: for reads of more than a page.
	After func(context.Context) error
	// InParts says that the request takes several transactions, which store their answers themselves: see
	// Actor.BeginPart.
	InParts bool
	// Person says that no API key may do it, whatever its role.
	Person bool
	// Member says that it takes no permission: to be an active member, or have a key, is enough.
	Member bool
	// Restores says that the organization may be deleted: nothing else is done in one.
	Restores bool
}

// Read has something read along: beside the proof, or where it is wide once the caller is known.
func (a *Action) Read(wide bool, read func(context.Context) error) {
	if wide {
		a.After = read
		return
	}
	a.Also = read
}

// Actor is a caller who is known, and allowed what they asked for.
type Actor struct {
	Org    string
	UserID string        // empty for an API key
	Email  string        // the person's
	Role   api.Role      // their role now; of a key cut down to its person's: see Held.Role
	Key    *store.APIKey // nil for a person
	Holder Holder        // the person: themselves, or whose key it is

	person audit.Subject

	log    audit.Log
	origin audit.Origin
	audit  audit.Actor
	member store.Key // the membership; of a person
	may    []api.Permission
	all    api.Roles  // of the deployment
	roles  []api.Role // that may do it; nil where the role does not matter
	// provenUntil is when the person's last proof expires.
	provenUntil time.Time

	opening  *opening        // of a person's session
	restores bool            // a deleted organization
	who      *store.Identity // the person, as they were read; nil for an API key
	demanded bool            // the organization demands a second factor of the person
}

// Recent returns proof_required where a person's last proof is too old for what the use case found that it is asked
// for: the rest is declared with the operation. A key is never asked.
func (a Actor) Recent(now time.Time) error {
	if a.Key == nil && !now.Before(a.provenUntil) {
		return errProof()
	}
	return nil
}

// errNobody is the answer to a request without a live session or key.
func errNobody() error {
	return problem.New(problem.Unauthenticated, "Sign in, or send an API key, and try again.")
}

// Ended is the answer to a request whose session has ended since it was proved.
func Ended() error { return errNobody() }

// errBadBearer is for what cannot be a key, as opposed to one that is not known: by its checksum it was mistyped or
// cut off.
func errBadBearer() error {
	return problem.New(problem.Unauthenticated,
		"The Authorization header holds no complete API key. Send \"Bearer usk_...\": the word Bearer, and the key "+
			"as it was shown.")
}

// Authorize proves the caller and reads what the use case needs, in one round trip. It returns unauthenticated for a
// session or key that is not valid, not_found where the caller does not belong to the organization, and blocked,
// forbidden, second_factor_required and proof_required as named. For a request that was answered before, and whose
// caller is still allowed to make it, it returns an *idempotency.Stored.
func (d *Guard) Authorize(ctx context.Context, c *Caller, ask Action, reads ...*store.Read) (actor Actor, err error) {
	if !ask.InParts {
		reads = append(reads, c.Idempotency.Reads()...)
	}
	var o store.Organization
	reads = append(reads, store.Fetch(store.OrganizationKey(ask.Org.String()), &o))
	var also error
	ask.Also = keep(ask.Also, &also)
	switch {
	case c.BadBearer:
		return Actor{}, errBadBearer()
	case c.Key != nil && ask.Person:
		return Actor{}, errNobody()
	case c.Key != nil:
		actor, err = d.authorizeKey(ctx, c, ask, &o, reads)
	case c.Session != nil:
		actor, err = d.authorizeMember(ctx, c, ask, &o, reads)
	default:
		return Actor{}, errNobody()
	}
	if err = hide(&o, err); err == nil {
		err = also
	}
	if err == nil && !ask.InParts {
		err = c.Idempotency.Replayed()
	}
	if err == nil && ask.After != nil {
		err = ask.After(ctx)
	}
	if err != nil {
		return Actor{}, err
	}
	actor.log, actor.origin, actor.restores = d.Log, c.origin(actor.Org), ask.Restores
	return actor, nil
}

// keep has what is read beside the proof keep its error back: who is nobody is told just that, whatever else failed.
func keep(also func(context.Context) error, failed *error) func(context.Context) error {
	if also == nil {
		return nil
	}
	return func(ctx context.Context) error {
		*failed = also(ctx)
		return nil
	}
}

// authorizeMember proves a session and the person's membership of the organization, which is among what is read.
func (d *Guard) authorizeMember(
	ctx context.Context, c *Caller, ask Action, o *store.Organization, reads []*store.Read,
) (Actor, error) {
	var proof proof
	var member store.Member
	memberKey := store.MemberKey(c.Session.Digest, ask.Org.String())
	isMember := store.Fetch(memberKey, &member)
	load := func(ctx context.Context) error {
		return d.Table.Load(ctx, append(append(proof.reads(c), isMember), reads...)...)
	}
	if err := d.read(ctx, load, ask.Also); err != nil {
		return Actor{}, err
	}
	if err := proof.admit(c, d.Now()); err != nil {
		return Actor{}, err
	}
	if !isMember.Found() {
		return Actor{}, problem.Missing()
	}
	c.Is(member.User)
	actor := Actor{Org: ask.Org.String(), UserID: member.User, Email: member.Email, Role: member.Role,
		Holder: Holder{member.User, member.KeysEpoch}, member: memberKey, audit: audit.Member(&member),
		may: d.Roles.Permissions(member.Role), all: d.Roles, person: audit.OfMember(&member)}
	opening := proof.opening(d.Now())
	actor.provenUntil, actor.opening = d.expires(&proof.session), &opening
	actor.who, actor.demanded = &proof.identity, o.RequireSecondFactor
	actor, err := actor.checkRole(member.Status, ask)
	if err == nil {
		err = opening.admit(o, &member)
	}
	if err == nil {
		err = c.enter(o, &proof.identity, ask)
	}
	if err == nil {
		err = d.recent(c, &proof)
	}
	if err == nil {
		err = d.use(ctx, c, &proof, o)
	}
	if err == nil && !member.UsedSince(proof.session.CreatedAt.Time) {
		d.noteUse(ctx, c, &member)
	}
	return actor, err
}

// noteUse notes that a person has come to the organization in a new session: for the organization's own list, which so
// tells nothing of their sign-ins to others. That the note fails is no reason to refuse the request.
func (d *Guard) noteUse(ctx context.Context, c *Caller, m *store.Member) {
	now := api.At(d.Now())
	note := func(key store.Key, change store.Change) func(context.Context) error {
		return func(ctx context.Context) error {
			return d.Table.Change(ctx, key, []store.Change{change}, store.FailWith(errNobody()), store.Exists())
		}
	}
	d.unnoted(ctx, c, store.Together(ctx, note(m.Key, store.MemberLastUsed.Set(now)),
		note(store.UserKey(m.Org, m.User), store.UserLastSignIn.Set(now))))
}

func (d *Guard) unnoted(ctx context.Context, c *Caller, err error) {
	if err != nil && d.Unnoted != nil {
		d.Unnoted(ctx, c, err)
	}
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
		return Actor{}, problem.Missing()
	case a.May(ask.Permission):
		a.roles = a.all.Allowing(ask.Permission)
	case ask.Member:
		a.roles = a.all.IDs()
	case ask.Self.String() != a.UserID:
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

// May reports whether the actor has a further permission.
func (a Actor) May(p api.Permission) bool { return slices.Contains(a.may, p) }

// Over returns the actor for a change of what people with these roles may do: giving somebody one, or changing,
// blocking or removing somebody who has one. It returns forbidden for a role with a permission that the actor does not
// have, so that nobody gives or takes away more than they have; and adds the same to the conditions of Begin.
func (a Actor) Over(roles ...api.Role) (Actor, error) {
	for _, r := range roles {
		needed := a.all.Permissions(r)
		if !api.Contains(a.may, needed) {
			return Actor{}, problem.New(problem.Forbidden,
				"Your role does not have all permissions of the role that this is about. Ask an Owner.")
		}
		over := a.all.Allowing(needed...)
		if a.roles != nil {
			over = slices.DeleteFunc(over, func(r api.Role) bool { return !slices.Contains(a.roles, r) })
		}
		a.roles = over
	}
	return a, nil
}

// Person is the actor's person, as a subject of audit events.
func (a Actor) Person() audit.Subject { return a.person }

// Audit is the actor as audit events name them.
func (a Actor) Audit() audit.Actor { return a.audit }
