package store

import "usher/pkg/api"

// KindHeartbeat is the record that shows whether the stream is followed, whose sort key it is.
const KindHeartbeat Kind = api.HeartbeatRecord

// HeartbeatKey is the one record of its kind.
func HeartbeatKey() Key { return Key{"HEARTBEAT", string(KindHeartbeat)} }

// Heartbeat is written every hour, for the stream to bring it to those that follow it.
type Heartbeat struct {
	Key
	At api.Time `dynamodbav:"at"`
}
