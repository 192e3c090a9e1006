// Package seal makes an organization's audit log tamper-evident.
//
// An audit event is written by the transaction of the change that it describes.
// That transaction does not write the chain, or one item would be written by
// every change. The table's stream delivers the events to a Sealer, which writes
// one seal for what a batch holds of an organization: the seal's number, the hash
// of the seal before, the time, and of each event its id and the hash of its JSON.
// The hash of that is the seal's. An event that is changed or deleted does not
// match its seal any more, and a seal that is changed does not match the next one.
//
// A head item names the newest seal. Seal and head are written by one
// transaction, on the condition that the head is still what was read: of two
// batches at once one loses, reads again and follows the other. The chain cannot
// fork and has no gap.
//
// Whoever may write to the table may also write the whole chain again. So each
// seal is logged, number and hash: a Witness that is kept outside the table, under
// other permissions. A Verifier reads everything and reports what differs; given
// witnesses, it also finds a chain that was replaced by another.
//
// What it does not show: an event that was false when it was written, or that was
// put into the table within Late of the time it claims.
package seal
