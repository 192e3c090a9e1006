package account

import (
	"context"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/store"
)

// deviceLifetime is how long a browser stays known; no cookie lives longer than 400 days (RFC 6265bis, section 5.5).
const deviceLifetime = 365 * 24 * time.Hour

// knowDevice adds to a transaction that the caller's browser is known from now on (OWASP, Slow Down Online Guessing
// Attacks with Device Cookies). See docs/decisions/0021-device-cookies.md.
func (s *Service) knowDevice(t *store.Transaction, digest string) *access.Device {
	now := s.Now()
	token, expires := access.NewDeviceToken(s.IDs, digest), now.Add(deviceLifetime)
	key := store.DeviceKey(digest, token.ID)
	t.Put(key, store.Device{Key: key, Secret: token.Hash(), CreatedAt: api.At(now), TTL: expires.Unix()}, nil,
		store.NotExists())
	return &access.Device{Token: token, Expires: expires}
}

// knows reports whether the caller's browser has signed in to the account before.
func (s *Service) knows(ctx context.Context, c *access.Caller, digest string) (bool, error) {
	d := c.Device
	if d == nil || d.Digest != digest {
		return false, nil
	}
	var known store.Device
	read := store.Fetch(store.DeviceKey(d.Digest, d.ID), &known)
	err := s.Table.Load(ctx, read)
	return err == nil && read.Found() && d.Matches(known.Secret) && s.Now().Unix() < known.TTL, err
}

// meetDevice is knowDevice of somebody who has an account already: they are mailed that it was signed in to from a new
// device.
func (s *Service) meetDevice(t *store.Transaction, c *access.Caller, p *Person) *access.Device {
	now := api.At(s.Now())
	s.putNotice(t, p.Digest, store.Notice{Change: store.NewDevice, Email: p.Identity.Email, At: now,
		Agent: cut(c.Agent, maxAgent), Client: c.Client})
	return s.knowDevice(t, p.Digest)
}

// endPrevious adds to a transaction that the session which the browser had before ends, and returns its key: a browser
// has one. What is no session of ours is left alone.
func (s *Service) endPrevious(
	ctx context.Context, t *store.Transaction, c *access.Caller,
) (ending store.Key, err error) {
	if c.Session == nil {
		return ending, nil
	}
	var previous store.Session
	read := store.Fetch(store.SessionKey(c.Session.Digest, c.Session.ID), &previous)
	if err := s.Table.Load(ctx, read); err != nil {
		return ending, err
	}
	if read.Found() && c.Session.Matches(previous.Secret) {
		s.endSession(t, c, previous.Key, previous.ID)
		ending = previous.Key
	}
	return ending, nil
}
