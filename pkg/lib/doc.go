// Package lib is the lowest wing: packages that know nothing of Usher and could serve another program as they are.
//
//	email      addresses: parsing, comparison, digests
//	text       names of people and things, and how text is folded for order and search
//	search     the terms under which a person is found, and what a query finds
//	csv        reading and writing spreadsheets' files
//	picture    making an uploaded picture small and clean
//	password   the password policy and argon2id hashes
//	id         ids and random bytes
//	invalid    the error for a value that is wrong
//	linktoken  signed tokens of mailed links
//	trace      W3C trace context for the log
//
// It may import nothing of Usher except other packages of lib.
package lib
