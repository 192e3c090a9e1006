package table

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Item is a stored item that has not been decoded yet.
type Item map[string]types.AttributeValue

// Decode fills the record that target points to.
func (i Item) Decode(target any) error {
	err := attributevalue.UnmarshalMapWithOptions(i, target, func(o *attributevalue.DecoderOptions) {
		o.UseEncodingUnmarshalers = true
	})
	if err != nil {
		return fmt.Errorf("table: decoding an item: %w", err)
	}
	return nil
}

func encode(v any) (types.AttributeValue, error) {
	return attributevalue.MarshalWithOptions(v, textTimes)
}

func encodeItem(record any) (Item, error) {
	item, err := attributevalue.MarshalMapWithOptions(record, textTimes)
	if err != nil {
		return nil, fmt.Errorf("table: encoding an item: %w", err)
	}
	return item, nil
}

// textTimes makes the library store api.Time in its text form, which sorts.
func textTimes(o *attributevalue.EncoderOptions) { o.UseEncodingMarshalers = true }
