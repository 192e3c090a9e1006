package linearizability

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/api"
	"usher/pkg/store"
	"usher/test/localtest"
)

// postOffice follows the table's stream to send-mail, for a sample of the
// organizations and with the same faults as everything else.
type postOffice struct {
	run     *Run
	samples sync.Map // by the organization's partition
	batches atomic.Int64
	cancel  context.CancelFunc
	done    chan struct{}

	mu  sync.Mutex
	due []mailDue
}

// sampleEvery is which organizations' mail is looked at: every fifth's.
const sampleEvery = 5

// startPost begins to follow. Without a mailbox it does nothing.
func (r *Run) startPost(ctx context.Context) *postOffice {
	p := &postOffice{run: r, done: make(chan struct{})}
	ctx, p.cancel = context.WithCancel(ctx)
	if r.Mailbox == "" {
		close(p.done)
		return p
	}
	follower := r.system.Follower(p.deliver, func(_ events.DynamoDBEventRecord, err error) {
		r.violated(Violation{Organization: -1, What: fmt.Sprintf("an invitation ended in the dead-letter queue: %v", err)})
	}, api.SendMail)
	go func() {
		defer close(p.done)
		_ = follower.Run(ctx) // the table has a stream
	}()
	return p
}

// deliver is send-mail, for records of sampled organizations.
func (p *postOffice) deliver(ctx context.Context, e events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
	e.Records = slices.DeleteFunc(slices.Clone(e.Records), func(r events.DynamoDBEventRecord) bool {
		key, err := store.ItemOf(r.Change.Keys)
		_, sampled := p.samples.Load(key.Key().PK)
		return err == nil && !sampled
	})
	t := newTrace(p.run.Seed, fmt.Sprintf("post %d", p.batches.Add(1)), p.run.Rates)
	answer, err := p.run.system.sendMail(t.starts(ctx), e)
	t.settle()
	return answer, err
}

// sample has the organization's mail looked at, if its turn has come.
func (p *postOffice) sample(h *History) {
	if p.sampled(h) {
		p.samples.Store(store.OrganizationKey(h.Org).PK, true)
	}
}

func (p *postOffice) sampled(h *History) bool {
	return p.run.Mailbox != "" && (p.run.AllMail || h.Number%sampleEvery == 0)
}

// sendLimit is how long the last mails of an organization may take.
const sendLimit = time.Minute

// await waits until every open invitation of an organization is noted as sent, keeps what mail must have come, and
// returns how many. The clock must stand still until then: what has expired is not sent.
func (p *postOffice) await(ctx context.Context, h *History) (int, error) {
	begun := time.Now()
	open, queued, err := p.open(ctx, h)
	for ; err == nil && queued > 0; open, queued, err = p.open(ctx, h) {
		if time.Since(begun) > sendLimit {
			h.complain("%d of %d open invitations were not sent within %v", queued, len(open), sendLimit)
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.due = append(p.due, open...)
	return len(open), err
}

// mailDue is a mail that must have come.
type mailDue struct {
	h                *History
	id, email, token string
}

// open lists the open invitations of an organization, and counts those that are not sent yet.
func (p *postOffice) open(ctx context.Context, h *History) (open []mailDue, queued int, err error) {
	users, err := h.users(ctx)
	if err != nil {
		return nil, 0, err
	}
	for i := range users {
		u := &users[i]
		if u.StatusAt(p.run.system.Clock.Now()) != api.Invited {
			continue
		}
		if h.closed.Load() && u.Invitation.Delivery == api.Queued && u.Invitation.Waits != nil {
			continue // of an organization that was suspended, mail waits for longer than the clock may move on
		}
		token, err := h.links.Invitation(ctx, u)
		if err != nil {
			return nil, 0, err
		}
		open = append(open, mailDue{h, u.ID, u.Email, token})
		if u.Invitation.Delivery == api.Queued {
			queued++
		}
	}
	return open, queued, nil
}

// finish ends the following and looks for the mails.
func (p *postOffice) finish(ctx context.Context) error {
	p.cancel()
	<-p.done
	if p.run.Mailbox == "" {
		return nil
	}
	return p.look(ctx)
}

// look looks for the mail of every open invitation: to its address, and with the link that is the present one.
func (p *postOffice) look(ctx context.Context) error {
	mails, err := localtest.At(p.run.Mailbox).All(ctx)
	if err != nil {
		return err
	}
	texts := map[string][]string{} // by recipient
	for _, m := range mails {
		for _, to := range m.To {
			texts[to] = append(texts[to], m.Text)
		}
	}
	for _, d := range p.due {
		if !slices.ContainsFunc(texts[d.email], func(text string) bool { return strings.Contains(text, d.token) }) {
			d.h.complain("%d mails to user %s lack the present link", len(texts[d.email]), d.id)
		}
	}
	p.run.mu.Lock()
	defer p.run.mu.Unlock()
	p.run.report.Mails = len(p.due)
	return nil
}
