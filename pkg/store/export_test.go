package store

import (
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// What tests see of how DynamoDB is asked and how its answers are read, those
// that DynamoDB Local never gives among them.
var (
	AskConsumed = askConsumed
	UnitsOf     = unitsOf
)

// Declaration is a field as it is declared: the path of its attribute, the types of its record and of its values.
type Declaration struct {
	Path          string
	Record, Value reflect.Type
}

// Declared lists every field of every record.
func Declared() []Declaration {
	all := make([]Declaration, len(declared))
	for i, d := range declared {
		all[i] = Declaration{d.path, d.record, d.value}
	}
	return all
}

// NewField and NewNumber are fields of records that tests make up.
func NewField[T any](path string) Field[T] { return Field[T]{path} }

// NewNumber is NewField of a number.
func NewNumber(path string) Number[int] { return Number[int]{Field[int]{path}} }

// Encode is how values are encoded.
func Encode(v any) (types.AttributeValue, error) { return encode(v) }
