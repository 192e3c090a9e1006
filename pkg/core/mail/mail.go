// Package mail makes Usher's messages: in HTML and plain text, in English and Dutch, for a narrow window and for dark
// mode, with the brand of the deployment on top and at the end. It sends nothing; package ses does.
//
// Names in a message come from people who may mean harm. HTML is escaped by html/template, subjects lose control
// characters, and names are shown in places where they cannot pass for Usher's own words.
package mail

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Message is a mail ready to be sent.
type Message struct {
	To, Subject, HTML, Text string
	ReplyTo                 string            // where answers go; empty: to the sender
	Kind                    string            // "invitation", "password-reset", ...
	Tags                    map[string]string // for the mail service's events
}

// ErrRejected says that the mail service will never take a message: a retry is of no use.
var ErrRejected = errors.New("mail: rejected for good")

// blank reports what parts words, or lines, or has no place in a text at all.
func blank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

// maxInSubject bounds a name in a subject, in characters.
const maxInSubject = 60

// line makes text fit for a header: one line, bounded.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		if blank(r) {
			return ' '
		}
		return r
	}, s)
	if utf8.RuneCountInString(s) > maxInSubject {
		s = string([]rune(s)[:maxInSubject-1]) + "…"
	}
	return s
}
