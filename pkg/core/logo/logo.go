// Package logo is users' pictures: made small and clean when they come in, kept in the table beside the user.
package logo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/etag"
	"usher/pkg/core/organization"
	"usher/pkg/lib/id"
	"usher/pkg/lib/invalid"
	"usher/pkg/lib/picture"
	"usher/pkg/store"
)

// Service is what the actions need.
type Service struct {
	Table *store.Store
	Guard *access.Guard
	Now   func() time.Time
}

// Get reads a user's picture. It returns not_found when there is none.
func (s *Service) Get(ctx context.Context, c *access.Caller, in api.GetLogoInput) (api.Picture, error) {
	var l store.Logo
	read := store.Fetch(store.LogoKey(in.Org.String(), in.User.String()), &l)
	_, err := s.Guard.Authorize(ctx, c, access.Action{Org: in.Org, Permission: api.UsersRead}, read)
	if err == nil && !read.Found() {
		err = problem.New(problem.NotFound, "This user has no logo.")
	}
	return api.Picture{MediaType: picture.MediaType, Bytes: l.Picture, Hash: l.Hash}, err
}

// Put sets a user's picture. It returns too_large, unsupported_media_type and
// invalid_request for a picture that cannot be used, with the reason.
func (s *Service) Put(ctx context.Context, c *access.Caller, in api.PutLogoInput) (out api.User, err error) {
	clean := sync.OnceValues(func() (drawn, error) { return draw(in.Picture) })
	err = store.Retry(ctx, func(ctx context.Context) error {
		out, err = s.set(ctx, c, in.Org, in.User, clean)
		return err
	})
	return out, err
}

// drawn is a picture as it is kept; the zero value is none.
type drawn struct {
	bytes []byte
	hash  string
}

func draw(given []byte) (drawn, error) {
	clean, err := picture.Normalize(given)
	if err != nil {
		return drawn{}, invalidPicture(err)
	}
	sum := sha256.Sum256(clean)
	return drawn{clean, hex.EncodeToString(sum[:16])}, nil
}

func none() (drawn, error) { return drawn{}, nil }

func invalidPicture(err error) error {
	var bad *invalid.Error
	if !errors.As(err, &bad) {
		return err
	}
	switch bad.Code {
	case picture.TooLarge:
		return problem.New(problem.TooLarge, "The picture %s.", bad.Message)
	case picture.UnsupportedType:
		return problem.New(problem.UnsupportedMediaType, "The picture %s.", bad.Message)
	}
	return problem.InField("picture", bad)
}

// Delete removes a user's picture; that there is none is not an error.
func (s *Service) Delete(ctx context.Context, c *access.Caller, in api.UserInput) (api.None, error) {
	return api.None{}, store.Retry(ctx, func(ctx context.Context) error {
		_, err := s.set(ctx, c, in.Org, in.User, none)
		return err
	})
}

// set makes the user's picture this one, or none. It is asked for only once the caller is known: a small file may be a
// picture that takes a second and a hundred megabytes to decode.
func (s *Service) set(
	ctx context.Context, c *access.Caller, org id.OrganizationID, user id.UserID, clean func() (drawn, error),
) (api.User, error) {
	var u store.User
	ask := access.Action{Org: org, Permission: api.UsersUpdate, Self: user}
	read := store.Fetch(store.UserKey(org.String(), user.String()), &u)
	actor, err := s.Guard.Authorize(ctx, c, ask, read)
	switch {
	case err != nil:
		return api.User{}, err
	case !read.Found():
		return api.User{}, problem.Missing()
	}
	p, err := clean()
	switch {
	case err != nil:
		return api.User{}, err
	case u.Logo == p.hash:
		return organization.View(&u, s.Now()), nil
	}
	return s.write(ctx, actor, u, p)
}

func (s *Service) write(ctx context.Context, actor access.Actor, u store.User, p drawn) (api.User, error) {
	before, previous, hash := u.Version, u.Logo, p.hash
	u.Logo, u.Version, u.UpdatedAt = hash, before+1, api.At(s.Now())
	tx := actor.Begin()
	tx.Change(u.Key, []store.Change{store.UserLogo.Set(hash), store.UserVersion.Set(u.Version),
		store.UserUpdatedAt.Set(u.UpdatedAt)},
		etag.Changed(), store.UserVersion.Is(before))
	key := store.LogoKey(u.Org, u.ID)
	if hash == "" {
		tx.Delete(key, nil)
	} else {
		tx.Put(key, store.Logo{Key: key, Picture: p.bytes, Hash: hash}, nil)
	}
	return organization.View(&u, s.Now()), tx.Commit(ctx, audit.Event{Action: "user.logo", Target: audit.User(&u),
		Changes: []audit.Change{{Field: "logo", Before: previous, After: hash}}})
}
