package store

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Transaction is a set of writes that happen all or not at all. The zero value is ready for use. Order matters in one
// way: when several conditions fail, the first write's error is the one answered.
//
// DynamoDB takes an item once in a transaction. So a check of an item becomes part of its write, in whichever order
// they are added, and changes of different attributes become one. Any other two writes of one item are a mistake in
// the use case, and Commit returns an error instead of dropping one of them.
type Transaction struct {
	writes []*write
	err    error // the first mistake
}

type kind int

const (
	checking kind = iota
	putting
	changing
	deleting
)

func (k kind) String() string { return [...]string{"checking", "putting", "changing", "deleting"}[k] }

type write struct {
	kind       kind
	key        Key
	record     any
	changes    []Change
	conditions []Condition
	onConflict []OnConflict
}

// OnConflict turns the item that failed a condition, as it now is (nil when there is none), into the error to answer.
// It returns nil when the failure is not its own, for the next one to explain.
type OnConflict func(now Item) error

// FailWith is the OnConflict that always answers err.
func FailWith(err error) OnConflict { return func(Item) error { return err } }

// Put writes a whole record, which must embed its Key.
func (t *Transaction) Put(key Key, record any, onConflict OnConflict, conditions ...Condition) {
	t.add(&write{kind: putting, key: key, record: record, conditions: conditions, onConflict: listOf(onConflict)})
}

// PutFirst is Put, but its error comes before that of all other writes: what it finds explains why they fail.
func (t *Transaction) PutFirst(key Key, record any, onConflict OnConflict, conditions ...Condition) {
	t.Put(key, record, onConflict, conditions...)
	i := t.index(key)
	w := t.writes[i]
	copy(t.writes[1:], t.writes[:i])
	t.writes[0] = w
}

// Change alters an item. Without a condition on pk it would make the item.
func (t *Transaction) Change(key Key, changes []Change, onConflict OnConflict, conditions ...Condition) {
	t.add(&write{kind: changing, key: key, changes: changes, conditions: conditions, onConflict: listOf(onConflict)})
}

// Delete removes an item.
func (t *Transaction) Delete(key Key, onConflict OnConflict, conditions ...Condition) {
	t.add(&write{kind: deleting, key: key, conditions: conditions, onConflict: listOf(onConflict)})
}

// Check demands conditions of an item, whether or not the transaction writes it.
func (t *Transaction) Check(key Key, onConflict OnConflict, conditions ...Condition) {
	t.add(&write{kind: checking, key: key, conditions: conditions, onConflict: listOf(onConflict)})
}

// Require is Check, but what it finds is the first explanation of why the item's own write fails, where the transaction
// has one. It does not change the order of the writes.
func (t *Transaction) Require(key Key, onConflict OnConflict, conditions ...Condition) {
	t.Check(key, onConflict, conditions...)
	w := t.writes[t.index(key)]
	last := len(w.onConflict) - 1
	w.onConflict = append([]OnConflict{onConflict}, w.onConflict[:last]...)
}

// Len is how many items it writes or checks; DynamoDB takes up to 100.
func (t *Transaction) Len() int { return len(t.writes) }

func listOf(o OnConflict) []OnConflict {
	if o == nil {
		return nil
	}
	return []OnConflict{o}
}

func (t *Transaction) index(key Key) int {
	return slices.IndexFunc(t.writes, func(w *write) bool { return w.key == key })
}

func (t *Transaction) add(w *write) {
	i := t.index(w.key)
	if i < 0 {
		t.writes = append(t.writes, w)
		return
	}
	if err := t.writes[i].merge(w); err != nil && t.err == nil {
		t.err = err
	}
}

// merge folds a later write into w, an earlier one of the same item. The earlier one's errors come first, as its
// write would have.
func (w *write) merge(later *write) error {
	switch {
	case later.kind == checking:
	case w.kind == checking:
		w.kind, w.record = later.kind, later.record
	case w.kind != changing || later.kind != changing:
		return fmt.Errorf("table: a transaction is %s and %s one item of the kind %s", w.kind, later.kind, w.key.Kind())
	}
	for _, c := range later.changes {
		if slices.ContainsFunc(w.changes, c.overlaps) {
			return fmt.Errorf("table: a transaction changes %s of one item of the kind %s twice", c.path, w.key.Kind())
		}
	}
	w.changes = append(w.changes, later.changes...)
	w.conditions = append(w.conditions, later.conditions...)
	w.onConflict = append(w.onConflict, later.onConflict...)
	return nil
}

// items renders the transaction for the API.
func (t *Transaction) items(tableName string) ([]types.TransactWriteItem, error) {
	if t.err != nil {
		return nil, t.err
	}
	items := make([]types.TransactWriteItem, len(t.writes))
	for i, w := range t.writes {
		item, err := w.render(tableName)
		if err != nil {
			return nil, err
		}
		items[i] = item
	}
	return items, nil
}

func (w *write) render(tableName string) (types.TransactWriteItem, error) {
	var e expression
	key, old := w.key.Item(), types.ReturnValuesOnConditionCheckFailureAllOld
	var out types.TransactWriteItem
	switch w.kind {
	case putting:
		record, err := encodeItem(w.record)
		if err != nil {
			return out, err
		}
		condition := e.conditions(w.conditions)
		out.Put = &types.Put{TableName: &tableName, Item: record, ConditionExpression: condition,
			ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values, ReturnValuesOnConditionCheckFailure: old}
	case changing:
		update, condition := e.changes(w.changes), e.conditions(w.conditions)
		out.Update = &types.Update{TableName: &tableName, Key: key, UpdateExpression: update, ConditionExpression: condition,
			ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values, ReturnValuesOnConditionCheckFailure: old}
	case deleting:
		condition := e.conditions(w.conditions)
		out.Delete = &types.Delete{TableName: &tableName, Key: key, ConditionExpression: condition,
			ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values, ReturnValuesOnConditionCheckFailure: old}
	case checking:
		condition := e.conditions(w.conditions)
		out.ConditionCheck = &types.ConditionCheck{TableName: &tableName, Key: key, ConditionExpression: condition,
			ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values, ReturnValuesOnConditionCheckFailure: old}
	}
	return out, e.err
}
