// Package delivery notes on users what became of their invitations' mails, as
// SES reports it by EventBridge.
//
// Parse reads an event, State.After says what it changes, and Recorder.Record
// writes that, with its audit event in the same transaction.
//
// SES's events come at least once, late, and in any order, so the outcome depends
// on which of them came, not on when: a mail is at the furthest stage that any of
// them reports. Events of an earlier invitation, and those of users who have been
// removed, change nothing.
package delivery
