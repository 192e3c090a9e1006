package account

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

const (
	recoveryCodes = 10
	recoverySize  = 10 // bytes of one: 80 bits, 16 characters
	recoveryGroup = 4  // characters between dashes
)

// recoveryText writes recovery codes without letters that look like digits.
const recoveryText = "abcdefghjkmnpqrstuvwxyz123456789"

// CreateRecoveryCodes replaces the caller's recovery codes. It returns invalid_state where they have no second factor
// that these would stand in for.
func (s *Service) CreateRecoveryCodes(
	ctx context.Context, c *access.Caller, _ api.None,
) (out api.RecoveryCodes, err error) {
	return out, store.Retry(ctx, func(ctx context.Context) error {
		var f factors
		known, p, err := s.authenticate(ctx, c, &f)
		if err != nil {
			return err
		}
		if !p.Identity.SecondFactor() {
			return problem.New(problem.InvalidState, "Add an app for one-time codes or a passkey first.")
		}
		tx := known.Begin()
		out = s.putRecoveryCodes(tx, p, &f)
		tx.Answer(out)
		return s.commitFactors(ctx, c, tx, p, factorChange{kind: "recovery_codes", added: true},
			store.IdentityRecoveryCodes.Set(recoveryCodes))
	})
}

// putRecoveryCodes adds to a transaction new recovery codes in place of those that were read.
func (s *Service) putRecoveryCodes(tx *audit.Transaction, p *Person, f *factors) api.RecoveryCodes {
	key := store.RecoveryKey(p.Digest)
	stored, out := store.Recovery{Key: key, Version: f.recovery.Version + 1}, api.RecoveryCodes{}
	for range recoveryCodes {
		raw := base32.NewEncoding(recoveryText).EncodeToString(s.IDs.Bytes(recoverySize))
		stored.Hashes = append(stored.Hashes, hashRecovery(raw))
		out.RecoveryCodes = append(out.RecoveryCodes, grouped(raw))
	}
	tx.Put(key, stored, store.FailWith(store.ErrStale), store.RecoveryVersion.IsOrAbsent(f.recovery.Version))
	return out
}

func grouped(code string) string {
	var groups []string
	for group := range slices.Chunk([]byte(code), recoveryGroup) {
		groups = append(groups, string(group))
	}
	return strings.Join(groups, "-")
}

// hashRecovery is what the table keeps of a code, however it was typed.
func hashRecovery(code string) []byte {
	code = strings.Map(func(r rune) rune {
		if strings.ContainsRune(recoveryText, r) {
			return r
		}
		return -1
	}, strings.ToLower(code))
	sum := sha256.Sum256([]byte("usher recovery code\x00" + code))
	return sum[:]
}

// useRecoveryCode adds to a transaction that a recovery code is used. It returns invalid_factor for one that is not
// left; the transaction fails with store.ErrStale where others have been used since they were read.
func (s *Service) useRecoveryCode(tx *audit.Transaction, p *Person, f *factors, code string) error {
	hash := hashRecovery(code)
	left := slices.DeleteFunc(slices.Clone(f.recovery.Hashes), func(h []byte) bool { return bytes.Equal(h, hash) })
	if len(left) == len(f.recovery.Hashes) {
		return errFactor(nil)
	}
	tx.Change(f.recovery.Key, []store.Change{store.RecoveryHashes.Set(left), store.RecoveryVersion.Add(1)},
		store.FailWith(store.ErrStale), store.RecoveryVersion.Is(f.recovery.Version))
	tx.Change(store.IdentityKey(p.Digest), []store.Change{store.IdentityRecoveryCodes.Set(len(left))}, nil)
	return nil
}
