package store

// KindBookmark is how far the daily count has got, whose sort key it is.
const KindBookmark Kind = "BOOKMARK"

// BookmarkKey is how far the daily count has got.
func BookmarkKey() Key { return Key{"AUDIT-SEATS", string(KindBookmark)} }

// Bookmark is where a count that had to stop goes on.
type Bookmark struct {
	Key
	At Position `dynamodbav:"at,omitempty"`
}
