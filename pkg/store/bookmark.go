package store

// KindBookmark is where the daily count has got to, whose sort key it is.
const KindBookmark Kind = "BOOKMARK"

// BookmarkKey is where the daily count has got to.
func BookmarkKey() Key { return Key{"AUDIT-SEATS", string(KindBookmark)} }

// Bookmark is where a count that ran out of time goes on.
type Bookmark struct {
	Key
	At Position `dynamodbav:"at,omitempty"`
}
