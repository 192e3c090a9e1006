// Package heartbeat has the table's stream carry a record every hour, whatever people do, so that an alarm can tell a
// stream that nobody follows from one on which nothing happens.
package heartbeat

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// Beat writes the record. The consumers that the stream brings it to are counted by Lambda, and do nothing.
func Beat(ctx context.Context, l audit.Log) error {
	tx := l.Begin(audit.System(api.ExpireInvitations.ID), audit.Origin{})
	tx.Put(store.HeartbeatKey(), store.Heartbeat{Key: store.HeartbeatKey(), At: api.At(l.Now())}, nil)
	return tx.WithoutEvent(audit.Heartbeat).Commit(ctx)
}
