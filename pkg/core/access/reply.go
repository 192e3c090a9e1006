package access

import (
	"time"

	"usher/pkg/api"
)

// Reply is what an answer sets beside its output. A use case returns it along with the output, so a request that fails
// sets nothing.
type Reply struct {
	Started  *Started // a session that began: its cookie is set
	Device   *Device  // a browser to know again: its cookie is set
	Ended    bool     // the caller's session ended: its cookie is deleted
	Replayed bool     // the answer is the one that an earlier request got
}

// Device is a browser that is known from now on, until it expires.
type Device struct {
	Token   DeviceToken
	Expires time.Time
}

// Started is a session that has begun.
type Started struct {
	Token   SessionToken
	Expires time.Time
	// SecondFactor is what is outstanding; nil: nothing.
	SecondFactor *api.SecondFactor
}
