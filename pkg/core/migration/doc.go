// Package migration brings people along from other software: a file of organizations and people, with the hashes of
// their passwords, becomes organizations, accounts and active users, and nobody is mailed. It is the operator's.
//
// # The file
//
// It is JSON Lines. A line is an organization or a person; who is in several organizations has a line for each.
//
//	{"type": "organization", "id": "acme", "name": "Acme", "plan": "team"}
//	{"type": "person", "email": "ada@acme.example", "first_name": "Ada", "last_name": "Byron",
//	 "password_hash": "$2b$10$...", "organization": "acme", "role": "owner"}
//
// An organization's id is the other software's, or any text. Usher's id is derived from it, so that the same line names
// the same organization at every run. A person's organization is such an id, or the id of one that Usher has.
//
// # What holds
//
// Each line is a transaction of its own, with the conditions that hold everywhere: seats, and an address once in an
// organization. What is there already is left as it is, so the file can be imported again, also after an interruption:
// a second run changes nothing. A dry run reads the same, and writes nothing.
//
// Package export makes the file of what other software exports.
package migration
