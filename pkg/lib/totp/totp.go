// Package totp makes and verifies the one-time codes of RFC 6238: six digits, steps of 30 seconds, SHA-1, which is
// what every app takes.
package totp

import (
	"encoding/base32"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"
)

// Codes verifies codes.
type Codes struct{}

const (
	period = 30
	// skew is how many steps a code may be early or late: clocks differ, and people type slowly (RFC 6238, section 5.2).
	skew = 1
)

func text(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// URI is the secret as a QR code holds it, under the names of the issuer and the account. (The library's does not
// escape an & in the issuer.)
func (Codes) URI(issuer, account string, secret []byte) string {
	escape := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	return "otpauth://totp/" + escape(issuer) + ":" + escape(account) + "?secret=" + text(secret) + "&issuer=" +
		escape(issuer)
}

// Verify finds the time step that a code is of: within one of now, in seconds, and later than the step after. Spaces in
// the code do not matter.
func (Codes) Verify(secret []byte, code string, now, after int64) (step int64, ok bool) {
	code = strings.ReplaceAll(code, " ", "")
	for step := max(now/period-skew, after+1); step <= now/period+skew; step++ {
		// Its error is that of a code of another length.
		if ok, err := totp.ValidateCustom(code, text(secret), time.Unix(step*period, 0),
			totp.ValidateOpts{Digits: 6}); err == nil && ok {
			return step, true
		}
	}
	return 0, false
}
