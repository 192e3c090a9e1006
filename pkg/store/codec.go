package store

import (
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Item is a stored item that has not been decoded yet.
type Item map[string]types.AttributeValue

// Decode fills the record that target points to.
func (i Item) Decode(target any) error { return i.decode(newDecoder(), target) }

// Key is the item's primary key, of empty strings where it has none.
func (i Item) Key() Key { return keyOf(i) }

// Kind is what the item is, by its key.
func (i Item) Kind() Kind { return i.Key().Kind() }

func (i Item) decode(d *attributevalue.Decoder, target any) error {
	if err := d.Decode(&types.AttributeValueMemberM{Value: i}, target); err != nil {
		return fmt.Errorf("table: decoding an item: %w", err)
	}
	return nil
}

// DecodeAll decodes items of one kind.
func DecodeAll[T any](items []Item) ([]T, error) {
	all, d := make([]T, len(items)), newDecoder()
	for i, item := range items {
		if err := item.decode(d, &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func newDecoder() *attributevalue.Decoder {
	return attributevalue.NewDecoder(func(o *attributevalue.DecoderOptions) { o.UseEncodingUnmarshalers = true })
}

// encode encodes a value. Most are texts and numbers, for which the library's way by reflection is long.
func encode(v any) (types.AttributeValue, error) {
	switch v := v.(type) {
	case string:
		return &types.AttributeValueMemberS{Value: v}, nil
	case int:
		return &types.AttributeValueMemberN{Value: strconv.Itoa(v)}, nil
	}
	return attributevalue.MarshalWithOptions(v, textTimes)
}

func encodeItem(record any) (Item, error) {
	if item, ok := record.(Item); ok {
		return item, nil
	}
	item, err := attributevalue.MarshalMapWithOptions(record, textTimes)
	if err != nil {
		return nil, fmt.Errorf("table: encoding an item: %w", err)
	}
	return item, nil
}

// textTimes makes the library store api.Time in its text form, which sorts.
func textTimes(o *attributevalue.EncoderOptions) { o.UseEncodingMarshalers = true }
