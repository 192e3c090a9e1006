package access

import "context"

// Nobody returns unauthenticated for a request that names no caller, without looking anything up.
func (c *Caller) Nobody() error {
	switch {
	case c.BadBearer:
		return errBadBearer()
	case c.Key == nil && c.Session == nil:
		return errNobody()
	}
	return nil
}

// Prove proves a caller and nothing else, in a round trip of its own. It is for what is too costly to do before
// Authorize would: reading a large body. It returns unauthenticated as Authorize does.
func (d *Guard) Prove(ctx context.Context, c *Caller) error {
	if err := c.Nobody(); err != nil {
		return err
	}
	if c.Key == nil {
		_, err := d.Authenticate(ctx, c, nil)
		return err
	}
	_, err := d.proveKey(ctx, c, nil, nil)
	return err
}
