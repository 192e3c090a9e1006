package api

import "slices"

// Action is a DynamoDB action as IAM names it. TransactWriteItems is not an action:
// IAM checks each of its parts as the single write that it stands for.
type Action string

// The actions Usher uses. There is no Scan on the request path.
const (
	GetItem            Action = "dynamodb:GetItem"
	BatchGetItem       Action = "dynamodb:BatchGetItem"
	Query              Action = "dynamodb:Query"
	Scan               Action = "dynamodb:Scan"
	PutItem            Action = "dynamodb:PutItem"
	UpdateItem         Action = "dynamodb:UpdateItem"
	DeleteItem         Action = "dynamodb:DeleteItem"
	ConditionCheckItem Action = "dynamodb:ConditionCheckItem"
)

// Access is one action on the table, or on one of its indexes.
type Access struct {
	Action Action
	Index  string // empty: the table itself
	Only   string // with UpdateItem: the one attribute that may be written; empty: any
	Within string // with UpdateItem: what partition keys must begin with; empty: anything
}

// ActivityPartition is what the partition keys of activity begin with: sign-ins, exports, what else leaves no change.
const ActivityPartition = "ACTIVITY#"

// recording returns the access of what changes nothing by an update but what is recorded as activity.
func recording(more []Access) []Access {
	return append(more, Access{Action: UpdateItem, Within: ActivityPartition})
}

// LimitPartition is what the partition keys of the counts of callers' requests begin with. Every operation may write
// those: see docs/decisions/0022-limits-by-caller.md.
const LimitPartition = "LIMIT#"

// OnlyLastUsed is the attribute that says when an API key or a session was last used, or when a person last came to an
// organization in a new session. What takes keys or people and writes nothing else may write just that.
const OnlyLastUsed = "last_used_at"

// touching adds that the use of a key or session is noted, where the access does not have it yet.
func touching(all []Access) []Access {
	if slices.Contains(all, Access{Action: UpdateItem}) {
		return all
	}
	return append(all, Access{Action: UpdateItem, Only: OnlyLastUsed})
}

func on(actions ...Action) []Access {
	all := make([]Access, len(actions))
	for i, a := range actions {
		all[i] = Access{Action: a}
	}
	return all
}

func onIndex(action Action, indexes ...string) []Access {
	all := make([]Access, len(indexes))
	for i, name := range indexes {
		all[i] = Access{Action: action, Index: name}
	}
	return all
}

// settling is the access of what lets people in: it finishes a change of their address first.
func settling() []Access {
	return both(on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
		onIndex(Query, IndexByExpiry))
}

func both(a, b []Access) []Access { return append(append([]Access{}, a...), b...) }
