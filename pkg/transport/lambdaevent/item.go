package lambdaevent

import (
	"fmt"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/store"
)

// Item turns a stream image into an item. The two libraries describe the same
// wire form by types of their own.
func Item(image map[string]events.DynamoDBAttributeValue) (store.Item, error) {
	item := make(store.Item, len(image))
	for name, v := range image {
		value, err := attribute(v)
		if err != nil {
			return nil, fmt.Errorf("lambdaevent: attribute %s: %w", name, err)
		}
		item[name] = value
	}
	return item, nil
}

func attribute(v events.DynamoDBAttributeValue) (types.AttributeValue, error) {
	switch v.DataType() {
	case events.DataTypeString:
		return &types.AttributeValueMemberS{Value: v.String()}, nil
	case events.DataTypeNumber:
		return &types.AttributeValueMemberN{Value: v.Number()}, nil
	case events.DataTypeBinary:
		return &types.AttributeValueMemberB{Value: v.Binary()}, nil
	case events.DataTypeBoolean:
		return &types.AttributeValueMemberBOOL{Value: v.Boolean()}, nil
	case events.DataTypeNull:
		return &types.AttributeValueMemberNULL{Value: true}, nil
	case events.DataTypeMap:
		item, err := Item(v.Map())
		return &types.AttributeValueMemberM{Value: item}, err
	case events.DataTypeList:
		list := make([]types.AttributeValue, len(v.List()))
		for i, element := range v.List() {
			value, err := attribute(element)
			if err != nil {
				return nil, err
			}
			list[i] = value
		}
		return &types.AttributeValueMemberL{Value: list}, nil
	}
	return nil, fmt.Errorf("unexpected type %d", v.DataType()) // Usher stores no sets
}
