package seal

import (
	"context"
	"time"

	"usher/pkg/table"
)

// Verifier reads a trail and checks it.
type Verifier struct {
	Table *table.Store
	Now   func() time.Time
}

// Verify reads all seals and events of an organization, page by page, and
// reports what is wrong. It may run while the trail is being written: seals are
// read before events, so that an event whose seal is too new to be read is
// itself too new to need one. It returns an error only when the table cannot be
// read.
func (v *Verifier) Verify(ctx context.Context, org string, witnesses ...Witness) (Report, error) {
	check := NewCheck(org, v.Now(), witnesses...)
	head, err := v.seals(ctx, org, check)
	if err != nil {
		return Report{}, err
	}
	if _, _, err = v.pages(ctx, func(sk string) table.Range { return table.TrailAfter(org, sk) }, "", check.Event); err != nil {
		return Report{}, err
	}
	return check.Finish(head), nil
}

// seals reads the chain, and the head behind it. Where the head has moved on
// meanwhile it reads the seals that came, until head and seals meet or the head
// names what is not there.
func (v *Verifier) seals(ctx context.Context, org string, check *Check) (*table.SealHead, error) {
	last := ""
	for {
		next, n, err := v.pages(ctx, func(sk string) table.Range { return table.SealsAfter(org, sk) }, last, check.Seal)
		if err != nil {
			return nil, err
		}
		var head table.SealHead
		read := table.Fetch(table.SealHeadKey(org), &head)
		if err := v.Table.Load(ctx, read); err != nil {
			return nil, err
		}
		if !read.Found() {
			return nil, nil
		}
		if last = next; head.Number <= check.report.Newest.Number || n == 0 {
			return &head, nil
		}
	}
}

// pages hands over a range's items, and gives the last one's sort key and their number.
func (v *Verifier) pages(ctx context.Context, behind func(sk string) table.Range, sk string, take func(table.Item)) (last string, n int, err error) {
	for more := true; more; {
		var items []table.Item
		if items, more, err = v.Table.Query(ctx, behind(sk)); err != nil {
			return sk, n, err
		}
		for _, item := range items {
			take(item)
			sk = item.Key().SK
			n++
		}
	}
	return sk, n, nil
}
