// Package store is the single DynamoDB table: its keys, its items, its transactions. It is alone in knowing DynamoDB;
// use cases speak of records, conditions and changes. Each item has a file of its own: its record, its key, its
// ranges, and the fields that writes set (store.UserStatus.Set) or compare (store.UserVersion.Is).
//
// Reading: Load fetches any number of items in one strongly consistent round
// trip, Query reads a range, Together runs reads at the same time.
//
// Writing: a Transaction collects puts, changes, deletes and checks, each with the conditions that must hold and the
// error to answer when they do not. Commit applies all of it or none. It is retried with one token, so an answer that
// got lost is not applied twice; conflicts and throttling are retried with jittered back-off inside the context's
// time. What remains after that is a problem.TryAgain, with nothing half done.
//
//	schema  creates the table as the stack does, for the local system and the tests
//
// It may import lib and api.
package store
