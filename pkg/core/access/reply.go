package access

import "time"

// Reply is what an answer sets beside its output. A use case returns it along with the output, so a request that fails
// sets nothing.
type Reply struct {
	Started  *Started // a session that began: its cookie is set
	Ended    bool     // the caller's session ended: its cookie is deleted
	Replayed bool     // the answer is the one that an earlier request got
}

// Started is a session that has begun.
type Started struct {
	Token   SessionToken
	Expires time.Time
}
