package table

// What tests see of how DynamoDB is asked and how its answers are read, those
// that DynamoDB Local never gives among them.
var (
	AskConsumed = askConsumed
	UnitsOf     = unitsOf
)
