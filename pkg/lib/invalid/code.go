package invalid

// Code says for programs what is wrong with a value. Each reason that a person can be told has a code of its own, so
// that a page can say it in its reader's language. A code is never renamed.
type Code string

// The codes of any value.
const (
	Required   Code = "required"     // empty, or not there
	TooLong    Code = "too_long"     // in characters, bytes or items, as the message says
	TooShort   Code = "too_short"    // in characters
	OutOfRange Code = "out_of_range" // a number or a time
	NotAllowed Code = "not_allowed"  // none of a list's values, or not for this caller
	WrongType  Code = "wrong_type"   // not the kind of value that is expected
	Malformed  Code = "invalid"      // not of the form that the message describes
)

// The codes of texts.
const (
	NotUTF8          Code = "invalid_utf8"
	ControlCharacter Code = "control_character" // a tab, a line break, NUL
	Invisible        Code = "invisible_character"
	TooNew           Code = "unknown_character" // of a later Unicode than this service knows, or none at all
)

// The codes of e-mail addresses.
const (
	Mailto           Code = "mailto_link"
	NamedAddress     Code = "address_with_name" // Ada <ada@example.com>, or in angle brackets alone
	SeveralAddresses Code = "several_addresses"
	QuotedAddress    Code = "quoted_address"
	SpaceInAddress   Code = "space_in_address"
	NoAt             Code = "no_at_sign"
	SeveralAts       Code = "several_at_signs"
	NoLocalPart      Code = "no_local_part"        // nothing before the @
	NoDomain         Code = "no_domain"            // nothing after it
	LocalTooLong     Code = "local_part_too_long"  // before the @
	LocalNotASCII    Code = "non_ascii_local_part" // mail cannot be sent there
	LocalCharacter   Code = "local_part_character"
	MisplacedDot     Code = "misplaced_dot" // first, last, or beside another
	MisplacedHyphen  Code = "misplaced_hyphen"
	DomainCharacter  Code = "domain_character"
	DomainTooLong    Code = "domain_part_too_long" // between two dots
	PartialDomain    Code = "partial_domain"       // without a dot
	IPAddress        Code = "ip_address"
	InvalidDomain    Code = "invalid_domain" // no international domain name either
	NotAvailable     Code = "not_available"  // cannot be invited at present
)

// The codes of names.
const (
	TooManyAccents  Code = "too_many_accents" // on one letter
	WebAddress      Code = "web_address"
	LateWebAddress  Code = "web_address_in_name" // elsewhere than at the beginning of a short name
	AddressAsName   Code = "address_in_name"     // an e-mail address
	Sentence        Code = "sentence"
	Amount          Code = "amount" // of money
	TelephoneNumber Code = "telephone_number"
)

// The codes of new passwords.
const (
	TooCommon    Code = "too_common"
	TooGuessable Code = "too_guessable" // made of names and addresses that are known
)

// The codes of pictures.
const (
	TooLarge        Code = "too_large"        // in bytes
	UnsupportedType Code = "unsupported_type" // not PNG, JPEG, GIF or WebP, or a variant that cannot be read
	BadPicture      Code = "bad_picture"      // damaged, cut short, empty
	TooManyPixels   Code = "too_many_pixels"
)

// The codes of lists in files.
const (
	NotText         Code = "not_utf8" // neither UTF-8 nor UTF-16
	NULByte         Code = "nul_byte"
	NoHeader        Code = "no_header"
	MissingColumn   Code = "missing_column"
	DuplicateColumn Code = "duplicate_column"
	UnbalancedQuote Code = "unbalanced_quote"
	UnclosedQuote   Code = "unclosed_quote" // takes in the lines below it
	TooFewFields    Code = "too_few_fields"
	TooManyFields   Code = "too_many_fields"
	TooManyRows     Code = "too_many_rows"
)

// The codes of requests that a program made wrongly.
const (
	MalformedJSON Code = "malformed_json"
	UnknownField  Code = "unknown_field"
	Repeated      Code = "repeated" // a query parameter
	InvalidCursor Code = "invalid_cursor"
)

// Codes lists all codes. TestEveryCodeIsListed, in test/architecture, fails for a code that is used and not here.
func Codes() []Code {
	return []Code{
		Required, TooLong, TooShort, OutOfRange, NotAllowed, WrongType, Malformed,
		NotUTF8, ControlCharacter, Invisible, TooNew,
		Mailto, NamedAddress, SeveralAddresses, QuotedAddress, SpaceInAddress, NoAt, SeveralAts, NoLocalPart, NoDomain,
		LocalTooLong, LocalNotASCII, LocalCharacter, MisplacedDot, MisplacedHyphen, DomainCharacter, DomainTooLong,
		PartialDomain, IPAddress, InvalidDomain, NotAvailable,
		TooManyAccents, WebAddress, LateWebAddress, AddressAsName, Sentence, Amount, TelephoneNumber,
		TooCommon, TooGuessable,
		TooLarge, UnsupportedType, BadPicture, TooManyPixels,
		NotText, NULByte, NoHeader, MissingColumn, DuplicateColumn, UnbalancedQuote, UnclosedQuote, TooFewFields,
		TooManyFields, TooManyRows,
		MalformedJSON, UnknownField, Repeated, InvalidCursor,
	}
}

// Values lists all codes, for the OpenAPI document.
func (Code) Values() []Code { return Codes() }
