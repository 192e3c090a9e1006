// Package password hashes passwords and validates new ones.
//
// # Hashing
//
// Hashes are argon2id (RFC 9106) with the parameters that the OWASP Password Storage Cheat Sheet recommends (19 MiB
// of memory, 2 passes, 1 lane), in the PHC string format, so that each says how it was made:
//
//	$argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>
//
// To change the parameters, change the constants: old hashes still verify, and Verify reports that the password
// should be hashed again, which is possible only then, while it is at hand. One hash takes its 19 MiB and some tens
// of milliseconds of a whole core: count attempts before verifying them.
//
// # Hashes of other software
//
// Verify also takes what people bring along from elsewhere, and reports that the password should be hashed again:
// argon2i, and argon2id with other parameters; bcrypt; PBKDF2, scrypt, argon2 and bcrypt as Django writes them; scrypt
// in the PHC format (passlib) and as better-auth writes it; and Firebase's scrypt, for which Firebase gives a spelling
// that holds the project's parameters. Each is bounded: see foreign.go. These functions get the password as it was
// typed, or in the normal form that the other software gives it.
//
// # The policy for new passwords
//
// Check follows NIST SP 800-63B-4, section 3.1.1.2: a length, a list of common passwords (NOTICE says which), and
// words of the context, which are the names of the person, the organization and the service. There are no rules of
// composition, no search for patterns and no expiry; long phrases, spaces and every script are welcome. The message
// says why a password is refused, as the standard asks.
//
// The length is 12 to 128 characters: what OWASP's ASVS 4.0.3 asks for (2.1.1 and
// 2.1.2), more than NIST's 8 for a password beside a second factor and less than
// its 15 for a password alone.
//
// # Characters
//
// Passwords are put into NFC before they are counted, checked or hashed, by the process for stabilized strings (UAX
// #15, section 12.1): a password typed on two systems is the same password. A code point that Unicode has not
// assigned is refused in a new one, since its normal form is not settled yet.
package password
