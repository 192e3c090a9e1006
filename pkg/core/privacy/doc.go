// Package privacy is what people may ask of whoever keeps data about them: all of it, and the end of it.
//
// An erasure begins with one transaction that deletes the account, and is then finished item by item: by the request
// itself as far as its time goes, and by a schedule, which begins from what is left each time. See
// docs/decisions/0037-erasure.md.
package privacy

import (
	"time"

	"usher/pkg/core/access"
	"usher/pkg/core/account"
	"usher/pkg/core/organization"
	"usher/pkg/store"
)

// Service is what the actions need.
type Service struct {
	Table         *store.Store
	Guard         *access.Guard
	Accounts      *account.Service
	Organizations *organization.Service
	Now           func() time.Time
}
