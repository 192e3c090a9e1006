package store

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// What tests see of how DynamoDB is asked and how its answers are read, those
// that DynamoDB Local never gives among them.
var (
	AskConsumed = askConsumed
	UnitsOf     = unitsOf
)

// Encode is how values are encoded.
func Encode(v any) (types.AttributeValue, error) { return encode(v) }
