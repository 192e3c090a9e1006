package seal

import (
	"context"
	"time"

	"usher/pkg/store"
)

// Verifier reads an audit log and checks it.
type Verifier struct {
	Table *store.Store
	Now   func() time.Time
}

// Verify reads all seals and events of an organization, page by page, and
// reports what is wrong. It may run while the audit log is being written: seals are
// read before events, so that an event whose seal is too new to be read is
// itself too new to need one. It returns an error only when the table cannot be
// read.
func (v *Verifier) Verify(ctx context.Context, org string, witnesses ...Witness) (Report, error) {
	check := NewCheck(org, v.Now(), witnesses...)
	head, err := v.seals(ctx, org, check)
	if err != nil {
		return Report{}, err
	}
	if err := v.Table.Each(ctx, store.Trail(org), singly(check.Event)); err != nil {
		return Report{}, err
	}
	return check.Finish(head), nil
}

// seals reads the chain, and then the head. Where the head has moved on in the
// meantime it reads the seals that came, until head and seals meet, or the head
// names for the second time a seal that is not there.
func (v *Verifier) seals(ctx context.Context, org string, check *Check) (*store.SealHead, error) {
	last := ""
	for named := int64(0); ; {
		err := v.Table.Each(ctx, store.SealsAfter(org, last), singly(func(item store.Item) {
			check.Seal(item)
			last = item.Key().SK
		}))
		if err != nil {
			return nil, err
		}
		var head store.SealHead
		read := store.Fetch(store.SealHeadKey(org), &head)
		if err := v.Table.Load(ctx, read); err != nil {
			return nil, err
		}
		if !read.Found() {
			return nil, nil
		}
		if head.Number <= check.report.Newest.Number || head.Number == named {
			return &head, nil
		}
		named = head.Number
	}
}

// singly hands over the items one by one.
func singly(take func(store.Item)) func([]store.Item) error {
	return func(items []store.Item) error {
		for _, item := range items {
			take(item)
		}
		return nil
	}
}
