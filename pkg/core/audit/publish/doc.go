// Package publish has what the audit log records leave Usher: each audit event becomes a Message, which a Publisher
// hands to a Bus. docs/events describes the messages to those who get them.
//
// A message names people and things by their ids only: no name, address or text that somebody wrote leaves, nor where a
// request came from. Whoever needs them asks the API, as long as they are there; so there is nothing to erase elsewhere
// when a person is erased. Types and Fields declare what may be in a message. A value of a field that is not declared,
// or is declared as Withheld, does not go out.
//
// Delivery is at least once. An organization's messages are handed over one after the other, in the order of the stream
// that brings them: the next one when the bus has taken the one before.
package publish
