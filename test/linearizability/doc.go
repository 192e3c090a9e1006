// Package linearizability shows that Usher's seats and API keys are linearizable
// under load and faults: whatever many clients do at once, and whatever breaks under them,
// every answer is one that could have been given had the operations been done
// one after the other, each at a moment between its request and its answer.
//
// A Run sends the operations to all handlers over HTTP, with DynamoDB Local
// behind a round tripper that loses answers, times out, throttles, cancels and
// kills (Faults). What every client saw is the history of its organization.
// Porcupine searches each history for an order that the sequential model of an
// organization (Model) allows. At the end the table itself is counted (after.go).
//
// All choices, of what is done and of what breaks, come from the seed; which of
// the concurrent requests comes first does not, so a seed repeats the choices
// and not the race.
package linearizability
