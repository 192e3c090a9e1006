package store

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/api"
)

// RoleHolder is a user or an API key, by its role and its first name or name.
type RoleHolder struct {
	Key
	Role      api.Role `dynamodbav:"role"`
	FirstName string   `dynamodbav:"first_name"`
	Name      string   `dynamodbav:"name"`
}

// IsKey reports whether it is an API key.
func (h RoleHolder) IsKey() bool { return h.Kind() == KindAPIKey }

// EachWithOtherRole calls found for each user and API key whose role is none of these, for an operator's command: it
// reads the whole table, and so costs half a read unit for each 4 KB.
func (s *Store) EachWithOtherRole(ctx context.Context, known []api.Role, found func(RoleHolder)) error {
	in := &dynamodb.ScanInput{TableName: &s.name, ProjectionExpression: aws.String("pk, sk, #role, first_name, #name"),
		ExpressionAttributeNames:  map[string]string{"#role": "role", "#name": "name"},
		ExpressionAttributeValues: map[string]types.AttributeValue{},
		FilterExpression: aws.String(
			"attribute_exists(#role) AND (begins_with(sk, :user) OR begins_with(sk, :key))")}
	in.ExpressionAttributeValues[":user"] = &types.AttributeValueMemberS{Value: string(KindUser)}
	in.ExpressionAttributeValues[":key"] = &types.AttributeValueMemberS{Value: string(KindAPIKey)}
	for i, r := range known {
		name := fmt.Sprintf(":r%d", i)
		in.ExpressionAttributeValues[name] = &types.AttributeValueMemberS{Value: string(r)}
		*in.FilterExpression += " AND #role <> " + name
	}
	for pages := dynamodb.NewScanPaginator(s.db, in); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return Unavailable(err)
		}
		for _, item := range page.Items {
			var h RoleHolder
			if err := Item(item).Decode(&h); err != nil {
				return err
			}
			found(h)
		}
	}
	return nil
}
