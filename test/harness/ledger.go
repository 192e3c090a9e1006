package harness

import (
	"context"
	"math"
	"reflect"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/store"
)

// Ledger counts what a system asks of DynamoDB: round trips in sequence, capacity by the documented formula over the
// items really read and written, and the IAM actions used.
//
// A write costs a unit for each started KB of the larger of the item before and after; in a transaction twice that, a
// condition check like a write. Every index whose entry changes costs a unit for each started KB of the entry, two
// entries' worth when its key changes. A strongly consistent read costs a unit for each started 4 KB of an item, and
// one for an item that is not there; a query half of that over all it reads, on an index, where reads are eventually
// consistent.
type Ledger struct {
	mu      sync.Mutex
	plain   *dynamodb.Client
	calls   int
	groups  map[int64]bool
	Read    float64
	Write   float64
	Actions map[api.Access]bool
}

// Record has a new ledger count everything the system does.
func Record(l *Ledger) Option {
	return func(a *app.App) {
		a.Middleware = append(a.Middleware, func(o *dynamodb.Options) {
			o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
				return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("ledger", l.observe), middleware.After)
			})
		})
	}
}

// Open begins a new account, to be read by Close. Plain is a client that is not recorded.
func (l *Ledger) Open(plain *dynamodb.Client) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.plain, l.calls, l.groups, l.Read, l.Write, l.Actions = plain, 0, map[int64]bool{}, 0, 0, map[api.Access]bool{}
}

// RoundTrips is how many round trips in sequence there were: calls made together count as one.
func (l *Ledger) RoundTrips() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.calls + len(l.groups)
}

func (l *Ledger) observe(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
	out middleware.InitializeOutput, metadata middleware.Metadata, err error) {
	if l.plain == nil {
		return next.HandleInitialize(ctx, in)
	}
	writes := writesOf(in.Parameters)
	before := l.images(ctx, writes)
	out, metadata, err = next.HandleInitialize(ctx, in)
	after := before
	if err == nil {
		after = l.images(ctx, writes)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if g := store.Group(ctx); g != 0 {
		l.groups[g] = true
	} else {
		l.calls++
	}
	l.reads(in.Parameters, out.Result)
	for i, w := range writes {
		within := ""
		if w.action == api.UpdateItem && strings.HasPrefix(Text(w.key["pk"]), api.ActivityPartition) {
			within = api.ActivityPartition
		}
		l.Actions[api.Access{Action: w.action, Only: w.only, Within: within}] = true
		l.Write += w.factor*kb(max(size(before[i]), size(after[i])), 1) + indexWrites(before[i], after[i])
	}
	return out, metadata, err
}

// oneWrite is one item's part of a request.
type oneWrite struct {
	action api.Action
	only   string
	table  *string
	key    map[string]types.AttributeValue
	factor float64
}

func writesOf(parameters any) []oneWrite {
	const transactional = 2
	switch in := parameters.(type) {
	case *dynamodb.UpdateItemInput:
		only := ""
		if aws.ToString(in.UpdateExpression) == "SET #"+api.OnlyLastUsed+" = :0" {
			only = api.OnlyLastUsed
		}
		return []oneWrite{{api.UpdateItem, only, in.TableName, in.Key, 1}}
	case *dynamodb.DeleteItemInput:
		return []oneWrite{{api.DeleteItem, "", in.TableName, in.Key, 1}}
	case *dynamodb.TransactWriteItemsInput:
		var all []oneWrite
		for _, i := range in.TransactItems {
			switch {
			case i.Put != nil:
				key := store.Item(i.Put.Item).Key().Item()
				all = append(all, oneWrite{api.PutItem, "", i.Put.TableName, key, transactional})
			case i.Update != nil:
				all = append(all, oneWrite{api.UpdateItem, "", i.Update.TableName, i.Update.Key, transactional})
			case i.Delete != nil:
				all = append(all, oneWrite{api.DeleteItem, "", i.Delete.TableName, i.Delete.Key, transactional})
			case i.ConditionCheck != nil:
				all = append(all, oneWrite{api.ConditionCheckItem, "", i.ConditionCheck.TableName, i.ConditionCheck.Key,
					transactional})
			}
		}
		return all
	}
	return nil
}

// images reads the items as they are now.
func (l *Ledger) images(ctx context.Context, writes []oneWrite) []map[string]types.AttributeValue {
	all := make([]map[string]types.AttributeValue, len(writes))
	for i, w := range writes {
		out, err := l.plain.GetItem(ctx, &dynamodb.GetItemInput{TableName: w.table, Key: w.key,
			ConsistentRead: aws.Bool(true)})
		if err == nil {
			all[i] = out.Item
		}
	}
	return all
}

// reads counts what a read returned. What a query reads and what it returns is
// the same here: Usher's queries filter nothing on DynamoDB's side.
func (l *Ledger) reads(parameters, result any) {
	switch in := parameters.(type) {
	case *dynamodb.BatchGetItemInput:
		l.Actions[api.Access{Action: api.BatchGetItem}] = true
		out, _ := result.(*dynamodb.BatchGetItemOutput)
		for name, wanted := range in.RequestItems {
			missing := len(wanted.Keys)
			if out != nil {
				for _, item := range out.Responses[name] {
					l.Read += kb(size(item), 4)
					missing--
				}
			}
			l.Read += float64(missing)
		}
	case *dynamodb.QueryInput:
		l.Actions[api.Access{Action: api.Query, Index: aws.ToString(in.IndexName)}] = true
		factor := 0.5
		if aws.ToBool(in.ConsistentRead) {
			factor = 1
		}
		out, _ := result.(*dynamodb.QueryOutput)
		if out == nil {
			return
		}
		total := 0
		for _, item := range out.Items {
			total += size(item)
		}
		l.Read += factor * kb(total, 4)
	case *dynamodb.ScanInput: // of an index: half, and over whole items, which the projection does not show
		l.Actions[api.Access{Action: api.Scan, Index: aws.ToString(in.IndexName)}] = true
		if out, _ := result.(*dynamodb.ScanOutput); out != nil {
			l.Read += 0.5 * kb(int(out.ScannedCount)*scanned, 4)
		}
	}
}

// scanned is what a user's entry in an index takes, on average, in bytes.
const scanned = 800

// kb is the number of started units of so many KB, at least one.
func kb(bytes, each int) float64 {
	return math.Max(1, math.Ceil(float64(bytes)/float64(each*1024)))
}

// indexWrites is what the change from one image to the other costs on the indexes.
func indexWrites(before, after map[string]types.AttributeValue) float64 {
	total := 0.0
	for _, index := range api.Table().Indexes {
		was, is := entry(before, index), entry(after, index)
		switch {
		case was == "" && is == "", reflect.DeepEqual(before, after):
		case was == "":
			total += kb(size(after), 1)
		case is == "":
			total += kb(size(before), 1)
		case was != is:
			total += kb(size(before), 1) + kb(size(after), 1)
		default:
			total += kb(max(size(before), size(after)), 1)
		}
	}
	return total
}

// entry is the item's key in an index, "" where it is not in it.
func entry(item map[string]types.AttributeValue, index api.Index) string {
	partition, ok1 := item[index.Partition].(*types.AttributeValueMemberS)
	sort, ok2 := item[index.Sort].(*types.AttributeValueMemberS)
	if !ok1 || !ok2 {
		return ""
	}
	return partition.Value + "\x00" + sort.Value
}

// size is an item's size as DynamoDB counts it: names and values in UTF-8, about
// a byte for two digits of a number, an overhead for lists and maps.
func size(item map[string]types.AttributeValue) int {
	total := 0
	for name, v := range item {
		total += len(name) + valueSize(v)
	}
	return total
}

func valueSize(v types.AttributeValue) int {
	const collection, element = 3, 1
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return len(v.Value)
	case *types.AttributeValueMemberN:
		return (len(v.Value)+1)/2 + 1
	case *types.AttributeValueMemberB:
		return len(v.Value)
	case *types.AttributeValueMemberM:
		total := collection
		for name, inner := range v.Value {
			total += element + len(name) + valueSize(inner)
		}
		return total
	case *types.AttributeValueMemberL:
		total := collection
		for _, inner := range v.Value {
			total += element + valueSize(inner)
		}
		return total
	}
	return 1 // booleans and nulls
}

// Text is all that an attribute holds, as text.
func Text(v types.AttributeValue) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberB:
		return string(v.Value)
	case *types.AttributeValueMemberM:
		var texts strings.Builder
		for _, inner := range v.Value {
			texts.WriteString(Text(inner))
		}
		return texts.String()
	case *types.AttributeValueMemberL:
		var texts strings.Builder
		for _, inner := range v.Value {
			texts.WriteString(Text(inner))
		}
		return texts.String()
	}
	return ""
}
