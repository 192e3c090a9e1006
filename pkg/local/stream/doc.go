// Package stream plays Lambda's part between a table's stream and a function
// where there is no Lambda: it reads the stream's shards from their beginning,
// hands the function batches in the event form Lambda uses, brings again what
// the function says has failed, and gives up on a record into dead letters
// after a number of tries.
//
// Reading starts at the oldest record each time, so nothing is lost across a
// restart; functions have to take a record twice anyway.
package stream
