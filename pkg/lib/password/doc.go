// Package password hashes passwords and validates new ones.
//
// # Hashing
//
// Hashes are argon2id (RFC 9106) with the parameters that the OWASP Password
// Storage Cheat Sheet recommends (19 MiB of memory, 2 passes, 1 lane), in the
// PHC string format, so that each says how it was made:
//
//	$argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>
//
// To change the parameters, change them here: old hashes still verify, and
// Verify says of each that it should be made anew, which is possible only then,
// with the password at hand. One hash takes its 19 MiB and some tens of
// milliseconds of a whole core: count attempts before verifying them.
//
// # The policy for new passwords
//
// Check follows NIST SP 800-63B-4, section 3.1.1.2. There are no rules of
// composition and no expiry; long phrases, spaces and every script are welcome.
// Refused are common and breached passwords, dictionary words, and what is made
// of the person's or the organization's own names. The message says why, as the
// standard asks.
//
// Length is 12 to 128 characters: what OWASP's ASVS 4.0.3 asks for (2.1.1 and
// 2.1.2), more than NIST's 8 for a password beside a second factor and less than
// its 15 for one alone.
//
// # Characters
//
// Passwords are put into NFC before they are counted, judged or hashed, by the
// process for stabilized strings (UAX #15, section 12.1): the same password
// typed on two systems is one, and a code point that Unicode has not assigned
// is refused in a new password, since what it will normalize to is not settled.
package password
