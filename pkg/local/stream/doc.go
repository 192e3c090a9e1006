// Package stream does what Lambda's event source mapping does between a table's stream
// and a function: it reads the stream's shards from their beginning, invokes the
// function with batches in Lambda's event form, redelivers what the function reports
// as failed, and after a number of attempts passes a record to the dead-letter queue.
//
// Reading starts at the oldest record each time, so nothing is lost when the process
// restarts. Functions have to handle redelivered records anyway.
package stream
