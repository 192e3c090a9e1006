// Package problem has the error type of everything that callers see, and turns errors into HTTP.
//
// Use cases return *Error values made by New or Invalid. Any other error that reaches
// the edge is a bug or a dependency's failure; the response is internal, and its text
// is logged but never shown. Document renders an error as a problem document (RFC 9457).
package problem

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"usher/pkg/lib/invalid"
)

// Error is a failure that the caller sees.
type Error struct {
	Code       Code
	Detail     string        // what happened and what to do next, for a person; may be empty
	Fields     []Field       // the bad fields, with InvalidRequest only
	RetryAfter time.Duration // with TooManyRequests and TryAgain; the header rounds it up to whole seconds
	Cause      error         // logged, never shown

	status int // another than the code's usual one
}

// noFactorStatus is that of NoFactor: to sign in again would not help.
const noFactorStatus = 403

// NoFactor is SecondFactorRequired for a person whose sign-in is complete, but who has no second factor, in an
// organization that demands one: 403 rather than 401.
func NoFactor() *Error {
	return &Error{Code: SecondFactorRequired, status: noFactorStatus, Detail: "The organization demands a second " +
		"factor: add an app for one-time codes or a passkey to your account, and send the request again."}
}

// Status is the HTTP status of the answer.
func (e *Error) Status() int { return cmp.Or(e.status, e.Code.Status()) }

// Field says what is wrong with one field of the input.
type Field struct {
	Field   string       `json:"field"`   // its path in the input: "email", "owner.email", "rows.3.role"
	Code    invalid.Code `json:"code"`    // what is wrong, for programs: "required", "too_long"
	Message string       `json:"message"` // what is wrong, for a person
}

// New returns an error with a detail for a person; an empty format means no detail.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// MaxFields is how many bad fields an error names. An answer must not grow with whatever was sent.
const MaxFields = 50

// Invalid makes the InvalidRequest that names every bad field, or the first MaxFields and how many more there are.
func Invalid(fields ...Field) *Error { return InvalidAnd(0, fields...) }

// InvalidAnd is Invalid where so many further fields are bad that were not kept.
func InvalidAnd(more int, fields ...Field) *Error {
	named := min(len(fields), MaxFields)
	e := &Error{Code: InvalidRequest, Detail: "Correct the named fields and send it again.", Fields: fields[:named]}
	if more += len(fields) - named; more > 0 {
		e.Detail = fmt.Sprintf("Correct the named fields, and %d more that are not named, and send it again.", more)
	}
	return e
}

// InField returns the InvalidRequest for a field whose value has this error: an *invalid.Error or invalid.Errors. It
// returns any other error, and nil, as it is.
func InField(name string, err error) error {
	if fields := FieldsOf(name, err); fields != nil {
		return Invalid(fields...)
	}
	return err
}

// FieldsOf returns the bad fields of an *invalid.Error or invalid.Errors; nil for any other error. An error with a line
// is named by the line, or if it is about a column by that.
func FieldsOf(name string, err error) []Field {
	all, ok := errors.AsType[invalid.Errors](err)
	if one, single := errors.AsType[*invalid.Error](err); single {
		all = invalid.Errors{one}
	} else if !ok {
		return nil
	}
	fields := make([]Field, len(all))
	for i, e := range all {
		fields[i] = Field{Field: name, Code: e.Code, Message: e.Message}
		switch {
		case e.Column != "":
			fields[i].Field = e.Column
		case e.Line > 0:
			fields[i].Field = fmt.Sprintf("line %d", e.Line)
		}
	}
	return fields
}

// Missing returns NotFound for what does not exist or belongs to somebody else: the caller is not told which.
func Missing() *Error {
	return New(NotFound, "Not found, or you do not have access to it.")
}

// Unavailable wraps a dependency's failure: 503 try_again. Either nothing has changed, or
// everything that belongs together has.
func Unavailable(cause error) *Error {
	return &Error{Code: TryAgain,
		Detail:     "A part of the service did not answer in time. Nothing was left half done; send the request again.",
		RetryAfter: time.Second, Cause: cause}
}

// Throttled returns 429 too_many_requests, to retry after wait, which is at least a second.
func Throttled(wait time.Duration) *Error {
	wait = max(wait, time.Second)
	return &Error{Code: TooManyRequests, RetryAfter: wait,
		Detail: fmt.Sprintf("Too many attempts. Wait %d seconds and try again.", wholeSeconds(wait))}
}

// wholeSeconds rounds up, so that whoever waits that long has waited long enough.
func wholeSeconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }

// Error returns the text for logs.
func (e *Error) Error() string {
	text := string(e.Code)
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// From finds the *Error in err's chain. Anything else becomes Internal with err as its cause; nil stays nil.
func From(err error) *Error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Code: Internal, Cause: err}
}

// Is reports whether err is a problem of this code.
func Is(err error, code Code) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == code
}
