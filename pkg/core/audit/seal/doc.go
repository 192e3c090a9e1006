// Package seal makes an organization's audit trail tamper-evident.
//
// Audit events are written by the transaction of the change they tell of, with
// no chain in it, so that no item of the trail is written by every change. The
// table's stream brings them to a Sealer, which writes one seal for what a batch
// holds of an organization: the seal's number, the hash of the seal before, the
// time, and of each event its id and the hash of all its attributes. The hash of
// that is the seal's. Whoever changes or deletes an event does not match its
// seal any more, and whoever changes a seal does not match the one behind it.
//
// A head item names the newest seal. Seal and head are written by one
// transaction, the head only if it is still what was read: of two batches at
// once one loses, reads again and follows the other. The chain cannot fork and
// has no gap.
//
// The one who may write the table may write the chain anew as well. So each seal
// is logged, number and hash: a Witness that lies outside the table, under other
// permissions. A Verifier reads everything and tells what differs; given
// witnesses, it also finds a chain that was replaced by another.
//
// What it does not show: an event that was false when it was written, or was
// laid into the table within Late of the time it claims.
package seal
