package password_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/crypto/argon2"

	"usher/pkg/lib/password"
)

var hasher = password.Hasher{Random: rand.Reader}

func hash(t *testing.T, h password.Hasher, text string) string {
	t.Helper()
	encoded, err := h.Hash(text)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func TestHashIsWhatOWASPRecommends(t *testing.T) {
	salt := bytes.Repeat([]byte{7}, 16)
	h := password.Hasher{Random: bytes.NewReader(salt)}
	tag := argon2.IDKey([]byte("correct horse"), salt, 2, 19456, 1, 32)
	b64 := base64.RawStdEncoding.EncodeToString
	want := "$argon2id$v=19$m=19456,t=2,p=1$" + b64(salt) + "$" + b64(tag)
	if got := hash(t, h, "correct horse"); got != want {
		t.Errorf("Hash = %s, want %s", got, want)
	}
}

func TestVerify(t *testing.T) {
	encoded := hash(t, hasher, "Zoë 🐎 correct")
	tests := []struct {
		name, password string
		ok             bool
	}{
		{"the password", "Zoë 🐎 correct", true},
		{"typed with combining marks", "Zoe\u0308 🐎 correct", true},
		{"another", "Zoë 🐎 wrong", false},
		{"in another case", "zoë 🐎 correct", false},
		{"with a space more", "Zoë 🐎 correct ", false},
		{"nothing", "", false},
		{"a NUL behind", "Zoë 🐎 correct\x00", false},
		{"only compatible", "Zoë 🐎 ｃorrect", false},
		{"the hash itself", encoded, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ok, rehash, err := hasher.Verify(encoded, tt.password)
			if ok != tt.ok || rehash || err != nil {
				t.Errorf("Verify = %v, %v, %v", ok, rehash, err)
			}
		})
	}
}

// The reference implementation in C made these (phc-winner-argon2, through argon2-cffi).
func TestVerifyTakesWhatOthersMade(t *testing.T) {
	tests := []struct {
		encoded, password string
		rehash            bool
	}{
		{"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "password", true},
		{"$argon2id$v=19$m=1024,t=3,p=4$MDEyMzQ1Njc4OWFiY2RlZg$Q2ME5ZtE1gWadrYIcIt05ak4eBT6vqiU", "Zoë mind the gap", true},
		{"$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$iXaxqNV1iKw/yG2hJoD9zDRjBSvUgDhZLJ9Nvjioy3k", "Zoë mind the gap", false},
	}
	for _, tt := range tests {
		if ok, rehash, err := hasher.Verify(tt.encoded, tt.password); !ok || rehash != tt.rehash || err != nil {
			t.Errorf("Verify(%s) = %v, %v, %v", tt.encoded, ok, rehash, err)
		}
	}
}

func TestSaltsDiffer(t *testing.T) {
	if one, two := hash(t, hasher, "the same"), hash(t, hasher, "the same"); one == two {
		t.Errorf("two hashes are both %s", one)
	}
}

func TestNoRandomness(t *testing.T) {
	broken := errors.New("broken")
	for name, random := range map[string]io.Reader{"broken": iotest.ErrReader(broken), "too little": bytes.NewReader(make([]byte, 15))} {
		t.Run(name, func(t *testing.T) {
			encoded, err := password.Hasher{Random: random}.Hash("secret words")
			if err == nil || encoded != "" || strings.Contains(err.Error(), "secret words") {
				t.Errorf("Hash = %q, %v", encoded, err)
			}
		})
	}
}

func TestDecoyHasNoPassword(t *testing.T) {
	for _, text := range []string{"", "password", "\x00"} {
		if ok, rehash, err := hasher.Verify(hasher.Decoy(), text); ok || rehash || err != nil {
			t.Errorf("Verify(decoy, %q) = %v, %v, %v", text, ok, rehash, err)
		}
	}
	actual, decoy := strings.Split(hash(t, hasher, "x"), "$"), strings.Split(hasher.Decoy(), "$")
	if !slices.Equal(actual[:4], decoy[:4]) || len(actual[4]) != len(decoy[4]) || len(actual[5]) != len(decoy[5]) {
		t.Errorf("the decoy %v does not take as long as %v", decoy, actual)
	}
}

// encode makes a hash with other parameters.
func encode(text string, memory, passes uint32, lanes uint8, saltSize, tagSize int) string {
	salt := bytes.Repeat([]byte{3}, saltSize)
	tag := argon2.IDKey([]byte(text), salt, passes, memory, lanes, uint32(tagSize)) //nolint:gosec // small
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", memory, passes, lanes, b64(salt), b64(tag))
}

func TestHashesOfOtherParametersAreVerifiedAndShouldBeRehashed(t *testing.T) {
	tests := map[string]string{
		"less memory": encode("pw", 8, 2, 1, 16, 32), "more memory": encode("pw", 19457, 2, 1, 16, 32),
		"one pass": encode("pw", 19456, 1, 1, 16, 32), "two lanes": encode("pw", 19456, 2, 2, 16, 32),
		"a short tag": encode("pw", 19456, 2, 1, 16, 16), "a long tag": encode("pw", 19456, 2, 1, 16, 64),
		"a short salt": encode("pw", 19456, 2, 1, 8, 32),
	}
	for name, encoded := range tests {
		t.Run(name, func(t *testing.T) {
			if ok, rehash, err := hasher.Verify(encoded, "pw"); !ok || !rehash || err != nil {
				t.Errorf("Verify(%s) = %v, %v, %v", encoded, ok, rehash, err)
			}
			if ok, rehash, err := hasher.Verify(encoded, "pv"); ok || rehash || err != nil {
				t.Errorf("another password: Verify(%s) = %v, %v, %v", encoded, ok, rehash, err)
			}
		})
	}
}

// damaged are texts that are not a hash, or hashes that would exhaust a function.
func damaged() map[string]string {
	good := encode("pw", 8, 1, 1, 16, 32)
	parts := strings.Split(good, "$")
	with := func(i int, text string) string {
		changed := slices.Clone(parts)
		changed[i] = text
		return strings.Join(changed, "$")
	}
	b64 := func(n int) string { return base64.RawStdEncoding.EncodeToString(make([]byte, n)) }
	return map[string]string{
		"nothing": "", "no hash": "x", "five dollars": "$$$$$", "text before": "x" + good, "text behind": good + " x", "a part behind": good + "$", "cut off": good[:strings.LastIndexByte(good, '$')],
		"argon2d": with(1, "argon2d"), "capitals": with(1, "ARGON2ID"),
		"version 16": with(2, "v=16"), "no version": with(2, ""), "version 019": with(2, "v=019"),
		"no parameters": with(3, ""), "two parameters": with(3, "m=8,t=1"), "four": with(3, "m=8,t=1,p=1,p=1"), "another order": with(3, "t=1,m=8,p=1"),
		"a space": with(3, "m=8, t=1,p=1"), "a leading zero": with(3, "m=08,t=1,p=1"), "a sign": with(3, "m=+8,t=1,p=1"), "negative": with(3, "m=-8,t=1,p=1"),
		"a fraction": with(3, "m=8.0,t=1,p=1"), "no number": with(3, "m=,t=1,p=1"), "a name missing": with(3, "8,t=1,p=1"),
		"no memory": with(3, "m=0,t=1,p=1"), "too little memory": with(3, "m=7,t=1,p=1"), "too little for its lanes": with(3, "m=15,t=1,p=2"),
		"too much memory": with(3, "m=131073,t=1,p=1"), "no pass": with(3, "m=8,t=0,p=1"), "too many passes": with(3, "m=8,t=11,p=1"),
		"no lane": with(3, "m=8,t=1,p=0"), "too many lanes": with(3, "m=136,t=1,p=17"), "all memory there is": with(3, "m=4294967295,t=1,p=1"),
		"a megabyte of salt": with(4, strings.Repeat("A", 1<<20)), "a million dollars": strings.Repeat("$", 1_000_000), "lanes beyond a byte": with(3, "m=8192,t=1,p=257"),
		"beyond 32 bits": with(3, "m=4294967304,t=1,p=1"), "beyond 64 bits": with(3, "m=18446744073709551624,t=1,p=1"),
		"no salt": with(4, ""), "a salt of 7": with(4, b64(7)), "a salt of 65": with(4, b64(65)), "salt with padding": with(4, parts[4]+"=="), "base64url": with(4, "-_"+parts[4][2:]),
		"no tag": with(5, ""), "a tag of 15": with(5, b64(15)), "a tag of 65": with(5, b64(65)), "bits behind the last": with(5, parts[5][:len(parts[5])-1]+"B"),
		"a line break in the salt": with(4, parts[4][:5]+"\n"+parts[4][5:]), "a line break in the tag": with(5, parts[5]+"\r\n"),
	}
}

func TestVerifyRefusesDamagedHashes(t *testing.T) {
	for name, encoded := range damaged() {
		t.Run(name, func(t *testing.T) {
			ok, rehash, err := hasher.Verify(encoded, "pw")
			if ok || rehash || !errors.Is(err, password.ErrHash) {
				t.Fatalf("Verify(%.80q) = %v, %v, %v", encoded, ok, rehash, err)
			}
			if len(encoded) > 10 && strings.Contains(err.Error(), encoded) {
				t.Errorf("the error shows the hash: %v", err)
			}
		})
	}
}

func TestNormalize(t *testing.T) {
	if got := password.Normalize("Zoe\u0308 ﬁ"); got != "Zoë ﬁ" {
		t.Errorf("Normalize = %q: want NFC, which leaves the ligature", got)
	}
}

var parameter = regexp.MustCompile(`[mt]=(\d+)`)

// costly is a hash that asks for much: legal, but it would keep the fuzzer from anything else.
func costly(encoded string) bool {
	for _, found := range parameter.FindAllStringSubmatch(encoded, -1) {
		if n, err := strconv.Atoi(found[1]); err == nil && n > 64 {
			return true
		}
	}
	return false
}

func FuzzVerify(f *testing.F) {
	for _, seeds := range []map[string]string{damaged(), hostile()} {
		for _, seed := range seeds {
			f.Add(seed, "pw")
		}
	}
	f.Add(encode("pw", 8, 1, 1, 16, 32), "pw")
	f.Add(encode("pw", 16, 2, 2, 8, 16), "pv")
	f.Fuzz(func(t *testing.T, encoded, text string) {
		if err := password.CheckHash(encoded); err == nil && !strings.HasPrefix(encoded, "$argon2") || costly(encoded) {
			t.Skip()
		}
		ok, rehash, err := hasher.Verify(encoded, text)
		if err != nil && (ok || rehash) {
			t.Errorf("Verify(%q, %q) = %v, %v, %v", encoded, text, ok, rehash, err)
		}
		if ok && strings.ContainsAny(encoded, " \r\n") {
			t.Errorf("Verify(%q) took a hash that is not in its one form", encoded)
		}
	})
}
