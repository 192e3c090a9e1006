package linearizability

import (
	"context"
	"fmt"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/api"
	"usher/pkg/store"
)

// TTL deletes the items of expired invitations, and the stream brings the records of that to send-mail, in the same
// form as on AWS. The harness does both itself, because DynamoDB Local deletes nothing by TTL from a table with
// indexes; and it does not wait for the two hours that the items have.

// deletion is an invitation whose item TTL has deleted.
type deletion struct {
	Input  // what the record is about
	record events.DynamoDBEventRecord
}

// ttl has an expired invitation deleted, and in half of the cases a record brought: the stream lags behind.
func (c *worker) ttl(ctx context.Context) error {
	if err := c.deleteExpired(ctx); err != nil {
		return err
	}
	if c.dice.IntN(2) == 0 {
		return nil
	}
	if d, ok := c.someDeletion(); ok {
		c.bring(ctx, d)
	}
	return nil
}

// deleteExpired deletes the item of one of the organization's expired invitations, where there is any.
func (c *worker) deleteExpired(ctx context.Context) error {
	open, err := store.All[store.OpenInvitation](ctx, c.system.Store,
		store.ExpiredInvitations(c.Org, api.At(c.system.Clock.Now())))
	if err != nil || len(open) == 0 {
		return err
	}
	due := open[c.dice.IntN(len(open))]
	u, found, err := c.item(ctx, due.User)
	if err != nil || !found {
		return err
	}
	b := c.begin()
	out, err := c.system.Client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &c.system.Table,
		Key: due.Key.Item(), ReturnValues: types.ReturnValueAllOld})
	if err != nil || len(out.Attributes) == 0 { // somebody else was quicker
		return err
	}
	if err := store.Item(out.Attributes).Decode(&due); err != nil {
		return err
	}
	in := Input{Kind: TTL, Address: addressOf(u.Email), ID: due.User, Nonce: due.Nonce}
	c.end(c.number, b, in, Output{Nonce: due.Nonce, Expires: due.ExpiresAt.UnixMilli()})
	in.Kind = Record
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deleted = append(c.deleted, deletion{in, removal(out.Attributes, fmt.Sprint(c.number, c.next))})
	return nil
}

// removal is the stream's record of a deletion by TTL, as in events/send-mail.expired.json.
func removal(old store.Item, sequence string) events.DynamoDBEventRecord {
	return events.DynamoDBEventRecord{
		EventName:    string(events.DynamoDBOperationTypeRemove),
		UserIdentity: &events.DynamoDBUserIdentity{Type: "Service", PrincipalID: "dynamodb.amazonaws.com"},
		Change: events.DynamoDBStreamRecord{Keys: image(old.Key().Item()), OldImage: image(old),
			SequenceNumber: sequence},
	}
}

// image is an item, or a key, of text and numbers in the form of the stream.
func image(item store.Item) map[string]events.DynamoDBAttributeValue {
	all := map[string]events.DynamoDBAttributeValue{}
	for name, v := range item {
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			all[name] = events.NewStringAttribute(v.Value)
		case *types.AttributeValueMemberN:
			all[name] = events.NewNumberAttribute(v.Value)
		}
	}
	return all
}

// someDeletion is the next record to be brought, or now and then one that was brought before: the stream may do so.
func (c *worker) someDeletion() (deletion, bool) {
	twice, which := c.dice.IntN(4) == 0, c.dice.IntN(c.run.Addresses)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.brought > 0 && (twice || c.brought == len(c.deleted)) {
		return c.deleted[c.brought-1-which%c.brought], true
	}
	return c.takeDeletion()
}

// takeDeletion is the next record that was not brought yet. The history must be locked.
func (h *History) takeDeletion() (deletion, bool) {
	if h.brought == len(h.deleted) {
		return deletion{}, false
	}
	h.brought++
	return h.deleted[h.brought-1], true
}

// deliveries is how often Lambda delivers a record that fails.
const deliveries = 10

// bring delivers a record to send-mail until it is handled.
func (c *worker) bring(ctx context.Context, d deletion) {
	b := c.begin()
	for n := range deliveries {
		t := c.trace(n)
		answer, err := c.system.sendMail(t.starts(ctx),
			events.DynamoDBEvent{Records: []events.DynamoDBEventRecord{d.record}})
		t.settle()
		if err == nil && len(answer.BatchItemFailures) == 0 && !t.dead() {
			c.end(c.number, b, d.Input, Output{})
			return
		}
	}
	c.complain("the record of an invitation deleted by TTL ended in the dead-letter queue")
}

// bringAll brings what is left, once the clients are done.
func (c *worker) bringAll(ctx context.Context) {
	for {
		c.mu.Lock()
		d, ok := c.takeDeletion()
		c.mu.Unlock()
		if !ok {
			return
		}
		c.bring(ctx, d)
		c.next++
	}
}
