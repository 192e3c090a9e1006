package access

import (
	"context"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// opening is what a session has to show in an organization, beside that it is one: that it began after the person's
// sessions were last ended there, and was never unused for as long as the organization allows. What a session has lost
// only signing in brings back.
type opening struct {
	began time.Time
	idle  time.Duration
}

func (p *proof) opening(now time.Time) opening {
	return opening{p.session.CreatedAt.Time, p.session.Idle(now)}
}

// admit returns unauthenticated for a session that has ended for the organization.
func (s opening) admit(o *store.Organization, m *store.Member) error {
	limit := time.Duration(o.SessionIdleMinutes) * time.Minute
	if m.SessionsAfter != nil && !s.began.After(m.SessionsAfter.Time) || limit > 0 && s.idle >= limit {
		return errElsewhere()
	}
	return nil
}

// onMember is the condition on the membership that admit has.
func (s opening) onMember() store.Condition {
	return store.Either(store.MemberSessionsAfter.Absent(), store.MemberSessionsAfter.Below(api.At(s.began)))
}

// onOrganization is the condition on the organization that admit has.
func (s opening) onOrganization() store.Condition {
	return store.Either(store.OrganizationSessionIdle.Absent(),
		store.OrganizationSessionIdle.Above(int(s.idle/time.Minute)))
}

func errElsewhere() error {
	return problem.New(problem.Unauthenticated,
		"Your session has ended for this organization: it was not used for too long, or was ended there. Sign in again.")
}

const (
	// noteEvery is how precisely a session's last use is known. To note each use would make every read a write.
	noteEvery = 5 * time.Minute
	// notesWithin is how often, at least, uses are noted within the time after which the session would end.
	notesWithin = 5
)

// noted is how long a noted use stands for those behind it, where the session ends after being unused for so long.
func noted(limits ...time.Duration) time.Duration {
	every := noteEvery
	for _, limit := range limits {
		if limit > 0 {
			every = min(every, limit/notesWithin)
		}
	}
	return every
}

// use notes that a session which was admitted is used, and for how long it was not. Of requests at the same time only
// one does: so that the longest time is never overwritten. It returns unauthenticated where the session has ended just
// now; that the note fails otherwise is no reason to refuse the request, and the next one has it.
func (d *Guard) use(ctx context.Context, c *Caller, p *proof, o *store.Organization) error {
	now, s := d.Now(), &p.session
	limit := time.Duration(s.IdleLimit) * time.Second
	if now.Sub(s.Used()) < noted(limit, time.Duration(o.SessionIdleMinutes)*time.Minute) {
		return nil
	}
	same := store.SessionLastUsed.Absent()
	if s.LastUsed != nil {
		same = store.SessionLastUsed.Is(*s.LastUsed)
	}
	use := store.Use{At: api.At(now), Idle: int(s.Idle(now) / time.Second)}
	err := d.Table.Change(ctx, s.Key, []store.Change{store.SessionLastUsed.Set(use)}, onSession, store.Exists(), same)
	switch {
	case err == nil:
		s.LastUsed = &use
	case problem.Is(err, problem.Unauthenticated):
		return err
	default:
		d.unnoted(ctx, c, err)
	}
	return nil
}

// onSession says what became of a session: one that is there has been noted by another request.
func onSession(now store.Item) error {
	if now == nil {
		return errNobody()
	}
	return nil
}

// EndSessions adds to a transaction that a member's sessions end for their organization, however many there are and
// wherever: those that began by then do not open it. It fails with the given error where the membership is another's by
// now, or has not been accepted.
func EndSessions(tx *audit.Transaction, u *store.User, at api.Time, changed error) {
	tx.Change(store.MemberKey(u.Digest(), u.Org), []store.Change{store.MemberSessionsAfter.Set(at)},
		store.FailWith(changed), store.Exists(), store.MemberUser.Is(u.ID),
		store.MemberStatus.OneOf([]api.Status{api.Active, api.Blocked}))
}
