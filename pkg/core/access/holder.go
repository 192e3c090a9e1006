package access

import (
	"context"
	"slices"

	"usher/pkg/api"
	"usher/pkg/store"
)

// Holder is the person whose an API key is, at an epoch of their keys. A key is its holder's for as long as they are
// active in that epoch, and then their heir's, if they have one.
type Holder struct {
	User  string
	Epoch int
}

// Held is an API key that works, with the person whose it is now.
type Held struct {
	Key    store.APIKey
	Holder store.User
	Roles  api.Roles
}

// Role is the key's own role, or its holder's if that is within it. It is empty where each has a permission that the
// other does not have: then only Permissions says what the key may do.
func (h *Held) Role() api.Role { return h.Roles.Cut(h.Key.Role, h.Holder.Role) }

// Permissions is what the key may do now: what both its own role and its holder's allow.
func (h *Held) Permissions() []api.Permission { return h.Roles.Common(h.Key.Role, h.Holder.Role) }

// maxHeirs bounds how often a key may have been handed over.
const maxHeirs = 16

// Held picks the organization's keys that work now, in the order given.
func (d *Guard) Held(ctx context.Context, org string, keys []store.APIKey) ([]Held, error) {
	ring := newKeyring(d.Table, org)
	for i := range keys {
		ring.keys[keys[i].ID] = true
	}
	if err := ring.load(ctx, keys); err != nil {
		return nil, err
	}
	var all []Held
	for i := range keys {
		if u := ring.holder(&keys[i]); u != nil && !keys[i].Ended(d.Now()) {
			all = append(all, Held{keys[i], *u, d.Roles})
		}
	}
	return all, nil
}

// keyring is what decides whose keys are, and whether they work.
type keyring struct {
	table *store.Store
	org   string
	users map[string]*store.User // without an id: not there
	heirs map[Holder]*store.Heir // without a user: none
	keys  map[string]bool        // whether they are there
}

func newKeyring(table *store.Store, org string) *keyring {
	return &keyring{table, org, map[string]*store.User{}, map[Holder]*store.Heir{}, map[string]bool{}}
}

// load reads what decides about the keys and is not known yet. Nothing of it ever comes back once it is lost, so it
// need not have been read at the same moment.
func (r *keyring) load(ctx context.Context, keys []store.APIKey) error {
	return store.Together(ctx,
		func(ctx context.Context) error { return r.loadAncestors(ctx, keys) },
		func(ctx context.Context) error { return r.loadHolders(ctx, keys) })
}

func (r *keyring) loadAncestors(ctx context.Context, keys []store.APIKey) error {
	wanted := map[string]*store.Read{}
	for i := range keys {
		for _, id := range keys[i].Ancestors {
			if !r.keys[id] && wanted[id] == nil {
				wanted[id] = store.Fetch(store.APIKeyKey(r.org, id), &store.APIKey{})
			}
		}
	}
	err := r.loadAll(ctx, wanted)
	for id, read := range wanted {
		r.keys[id] = read.Found()
	}
	return err
}

// loadHolders reads the keys' people, the heirs of those who hold them no more, and so on.
func (r *keyring) loadHolders(ctx context.Context, keys []store.APIKey) error {
	holders := map[Holder]bool{}
	for i := range keys {
		holders[rootOf(&keys[i])] = true
	}
	for range maxHeirs + 1 {
		if err := r.loadUsers(ctx, holders); err != nil || len(holders) == 0 {
			return err
		}
		lost := map[string]*store.Read{}
		next := map[Holder]bool{}
		for h := range holders {
			if r.heirs[h] == nil && !holds(r.users[h.User], h.Epoch) {
				r.heirs[h] = &store.Heir{}
				key := store.HeirKey(r.org, h.User, h.Epoch)
				lost[key.SK] = store.Fetch(key, r.heirs[h])
			}
		}
		if err := r.loadAll(ctx, lost); err != nil {
			return err
		}
		for h := range holders {
			if heir := r.heirs[h]; heir != nil && heir.User != "" {
				next[Holder{heir.User, heir.Epoch}] = true
			}
		}
		holders = next
	}
	return nil
}

func (r *keyring) loadUsers(ctx context.Context, holders map[Holder]bool) error {
	wanted := map[string]*store.Read{}
	for h := range holders {
		if r.users[h.User] == nil {
			r.users[h.User] = &store.User{}
			wanted[h.User] = store.Fetch(store.UserKey(r.org, h.User), r.users[h.User])
		}
	}
	return r.loadAll(ctx, wanted)
}

func (r *keyring) loadAll(ctx context.Context, wanted map[string]*store.Read) error {
	reads := make([]*store.Read, 0, len(wanted))
	for _, read := range wanted {
		reads = append(reads, read)
	}
	for part := range slices.Chunk(reads, 100) {
		if err := r.table.Load(ctx, part...); err != nil {
			return err
		}
	}
	return nil
}

// holder is the person whose the key is now; nil where it works no more.
func (r *keyring) holder(k *store.APIKey) *store.User {
	if slices.ContainsFunc(k.Ancestors, func(id string) bool { return !r.keys[id] }) {
		return nil
	}
	h := rootOf(k)
	for range maxHeirs + 1 {
		if u := r.users[h.User]; holds(u, h.Epoch) {
			return u
		}
		heir := r.heirs[h]
		if heir == nil || heir.User == "" {
			return nil
		}
		h = Holder{heir.User, heir.Epoch}
	}
	return nil
}

// EndKeys adds to a transaction that a member's API keys end, however many there are: those of an epoch that is over do
// not work. It fails with the given error where the member is gone, or the epoch is not the one that was read.
func EndKeys(t *store.Transaction, changed error, org, user, digest string, epoch int) {
	t.Change(store.UserKey(org, user), []store.Change{store.UserKeysEpoch.Set(epoch + 1)}, store.FailWith(changed),
		store.Exists(), store.UserKeysEpoch.IsOrAbsent(epoch))
	t.Change(store.MemberKey(digest, org), []store.Change{store.MemberKeysEpoch.Set(epoch + 1)}, store.FailWith(changed),
		store.Exists(), store.MemberKeysEpoch.IsOrAbsent(epoch))
}

func rootOf(k *store.APIKey) Holder { return Holder{k.Root, k.RootEpoch} }

func holds(u *store.User, epoch int) bool {
	return u != nil && u.Status == api.Active && u.KeysEpoch == epoch
}
