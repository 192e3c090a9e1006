package store

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Key is an item's primary key. Records embed it.
type Key struct {
	PK string `dynamodbav:"pk"`
	SK string `dynamodbav:"sk"`
}

// Item is the key in the form that DynamoDB takes.
func (k Key) Item() Item {
	return Item{"pk": &types.AttributeValueMemberS{Value: k.PK}, "sk": &types.AttributeValueMemberS{Value: k.SK}}
}

// Kind is what an item is: what its sort key begins with, up to and including the first "#", or the whole sort key
// where there is one item of the kind in a partition. Each is declared beside its record.
type Kind string

// within is the range of a partition's items of this kind.
func (k Kind) within(partition string) Range {
	return Range{Partition: partition, From: string(k), To: string(k) + Past}
}

// Kind is the kind of the item with this key. Counts of attempts and of
// requests, stored answers and activities are known by their partition: their sort keys are data.
func (k Key) Kind() Kind {
	for _, partition := range []Kind{KindAttempts, KindLeases, KindReplay, KindActivity} {
		if strings.HasPrefix(k.PK, string(partition)) {
			return partition
		}
	}
	if strings.HasPrefix(k.SK, string(KindEvent)) {
		return KindEvent
	}
	if i := strings.IndexByte(k.SK, '#'); i >= 0 {
		return Kind(k.SK[:i+1])
	}
	return Kind(k.SK)
}

// Past sorts after every character that a key is made of.
const Past = "\U0010FFFF"
