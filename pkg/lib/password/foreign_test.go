package password_test

import (
	"errors"
	"strings"
	"testing"

	"usher/pkg/lib/password"
)

// firebase is the example that Firebase publishes with its scrypt.
func firebase() string {
	return password.Firebase(password.FirebaseParameters{SaltSeparator: "Bw==", Rounds: 8, MemCost: 14,
		SignerKey: "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=="},
		"42xEC+ixf3L2lw==", "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==")
}

// foreign are hashes that the software itself made, or that its documentation publishes, and their passwords.
func foreign() map[string][2]string {
	const word = "lètmein"
	return map[string][2]string{
		"bcrypt, John the Ripper's":      {"$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"},
		"bcrypt, 2b":                     {"$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"},
		"bcrypt, PHP's":                  {"$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"},
		"Django, PBKDF2":                 {"pbkdf2_sha256$1000$seasalt$stePEJPFZ3rJw1LxRdIDT2NEZl8jk6KgclYfWtPWYxg=", "Zoë mind the gap"},
		"Django 5.2, PBKDF2 as it comes": {"pbkdf2_sha256$1000000$seasalt$r1uLUxoxpP2Ued/qxvmje7UH9PUJBkRrvf9gGPL7Cps=", word},
		"Django, PBKDF2 with SHA-1":      {"pbkdf2_sha1$1000$seasalt$ljleU4wBmTtz/MoG5YTwxpM0d7I=", word},
		"Django, scrypt":                 {"scrypt$16384$seasalt$8$5$ECMIUp+LMxMSK8xB/IVyba+KYGTI7FTnet025q/1f/vBAVnnP3hdYqJuRi+mJn6ji6ze3Fbb7JEFPKGpuEf5vw==", word},
		"Django, argon2":                 {"argon2$argon2id$v=19$m=102400,t=2,p=8$c2Vhc2FsdHNlYXNhbHRzZWFzYWx0c2U$Vsw4U/+L6pJ6wyVR7pz2ibEQWJoc/Cv+wXRP/6et7Qw", word},
		"Django, bcrypt":                 {"bcrypt$$2b$04$abcdefghijklmnopqrstuuanVo7Xut1CH8VGIGlz1JovQh9GJbbtG", word},
		"Django, bcrypt of SHA-256":      {"bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuulyx/yrfLnuLCi6gwFG5mrkJjuQKpL6S", word},
		"passlib, scrypt":                {"$scrypt$ln=16,r=8,p=1$MTIzNDU2Nzg5MDEyMzQ1Ng$OSSadLu6OezQ+CBhPiV/LaAjjJe+VraoJn4wSKE5NKw", word},
		"argon2-cffi, argon2i":           {"$argon2i$v=19$m=1024,t=3,p=2$MTIzNDU2Nzg5MDEyMzQ1Ng$fE8B/YRIBWzP5nyxBR5IbsFAEQzCXYa1306+ai5G0S0", word},
		"better-auth, another form": {"00112233445566778899aabbccddeeff:8ceb17bb809e475230346ff73bcd17d4c71401585ad0628cff8c967cf073dfec" +
			"84e6e2ff3aac8f97248e54cbd392f0b80121534dc1a05454c4b316983350a3ab", word + " ﬁ"},
		"Firebase": {firebase(), "user1password"},
	}
}

func TestHashesOfOtherSoftware(t *testing.T) {
	t.Parallel()
	for name, tt := range foreign() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			encoded, pass := tt[0], tt[1]
			if err := password.CheckHash(encoded); err != nil {
				t.Fatal(err)
			}
			if ok, rehash, err := hasher.Verify(encoded, pass); !ok || !rehash || err != nil {
				t.Errorf("Verify = %v, %v, %v", ok, rehash, err)
			}
			if ok, rehash, err := hasher.Verify(encoded, pass+"."); ok || rehash || err != nil {
				t.Errorf("another password: Verify = %v, %v, %v", ok, rehash, err)
			}
		})
	}
}

// hostile are texts that begin as a hash of other software: damaged, or asking for what would exhaust a function.
func hostile() map[string]string {
	hash := foreign()
	in := func(name, old, now string) string { return strings.Replace(hash[name][0], old, now, 1) }
	const bcrypt, pbkdf2, django, passlib, argon2 = "bcrypt, 2b", "Django, PBKDF2", "Django, scrypt", "passlib, scrypt", "Django, argon2"
	return map[string]string{
		"bcrypt, cost 31": in(bcrypt, "$05$", "$31$"), "bcrypt, cost 15": in(bcrypt, "$05$", "$15$"), "bcrypt, cost 3": in(bcrypt, "$05$", "$03$"),
		"bcrypt, 2x": in(bcrypt, "2b", "2x"), "bcrypt, cut off": hash[bcrypt][0][:59], "bcrypt, a sign": in(bcrypt, "$05$", "$+5$"),
		"bcrypt, another alphabet": in(bcrypt, "CCC", "C=C"), "bcrypt of SHA-256, cost 31": in("Django, bcrypt of SHA-256", "$04$", "$31$"),
		"PBKDF2, a billion": in(pbkdf2, "$1000$", "$1000000000$"), "PBKDF2, none": in(pbkdf2, "$1000$", "$0$"), "PBKDF2, short": "pbkdf2_sha256$1000$seasalt$stePEA==",
		"PBKDF2, SHA-1's length": in("Django, PBKDF2 with SHA-1", "sha1", "sha256"), "PBKDF2, no base64": in(pbkdf2, "ste", "*te"), "PBKDF2, a leading zero": in(pbkdf2, "$1000$", "$01000$"),
		"scrypt, 2^31": in(django, "$16384$", "$2147483648$"), "scrypt, 4 GB": in(django, "$16384$", "$4194304$"), "scrypt, no power of two": in(django, "$16384$", "$16383$"),
		"scrypt, N is 1": in(django, "$16384$", "$1$"), "scrypt, many lanes": in(django, "$8$5$", "$8$64$"), "scrypt, wide": in(django, "$8$5$", "$1000000$1$"),
		"scrypt, no hash": "scrypt$16384$seasalt$8$5$", "scrypt, ln=31": in(passlib, "ln=16", "ln=31"), "scrypt, ln=0": in(passlib, "ln=16", "ln=0"),
		"scrypt, another order": in(passlib, "ln=16,r=8", "r=8,ln=16"), "scrypt, overflow": in(passlib, "ln=16,r=8,p=1", "ln=20,r=64,p=64"),
		"argon2, 4 GB": in(argon2, "m=102400", "m=4194304"), "argon2, much and often": in(argon2, "m=102400,t=2", "m=131072,t=6"), "argon2d": in(argon2, "argon2id", "argon2d"),
		"argon2, version 16": in(argon2, "v=19", "v=16"), "better-auth, no digit": in("better-auth, another form", "8ceb", "8cex"), "better-auth, no digit in the salt": in("better-auth, another form", "0011", "00x1"),
		"Firebase, 2^31": in("Firebase", "$14$8$", "$31$8$"), "Firebase, wide": in("Firebase", "$14$8$", "$20$64$"), "Firebase, a part less": in("Firebase", "$Bw==", ""), "Firebase, no base64": in("Firebase", "Bw==", "B=="),
		"too long": in(pbkdf2, "seasalt", strings.Repeat("s", 600)),
	}
}

func TestHostileHashesAreRefused(t *testing.T) {
	for name, encoded := range hostile() {
		t.Run(name, func(t *testing.T) {
			if err := password.CheckHash(encoded); !errors.Is(err, password.ErrHash) || strings.Contains(err.Error(), encoded) {
				t.Errorf("CheckHash(%.80q) = %v", encoded, err)
			}
			if ok, rehash, err := hasher.Verify(encoded, "lètmein"); ok || rehash || !errors.Is(err, password.ErrHash) {
				t.Errorf("Verify(%.80q) = %v, %v, %v", encoded, ok, rehash, err)
			}
		})
	}
}

// BenchmarkVerify shows what a sign-in takes with each of the hashes, and with those that ask for the most.
func BenchmarkVerify(b *testing.B) {
	all := map[string]string{"Usher": hasher.Decoy(),
		"most, bcrypt": "$2b$14$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"most, PBKDF2": "pbkdf2_sha256$2500000$seasalt$r1uLUxoxpP2Ued/qxvmje7UH9PUJBkRrvf9gGPL7Cps=",
		"most, scrypt": "$scrypt$ln=17,r=8,p=2$MTIzNDU2Nzg5MDEyMzQ1Ng$OSSadLu6OezQ+CBhPiV/LaAjjJe+VraoJn4wSKE5NKw",
		"most, argon2": "$argon2id$v=19$m=131072,t=5,p=1$MTIzNDU2Nzg5MDEyMzQ1Ng$fE8B/YRIBWzP5nyxBR5IbsFAEQzCXYa1306+ai5G0S0"}
	for name, one := range foreign() {
		all[name] = one[0]
	}
	for name, encoded := range all {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := hasher.Verify(encoded, "another"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
