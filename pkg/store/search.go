package store

import (
	"usher/pkg/api"
	"usher/pkg/lib/search"
	"usher/pkg/lib/text"
)

// Orders are where a user is in the list and, under each of their search terms, in the search indexes: a term, then
// the name as the list sorts it, so that those found by one word are in the list's order, then the id.
type Orders struct {
	LastOrder string `dynamodbav:"last_order"`
	Term1     string `dynamodbav:"term_1,omitempty"`
	Term2     string `dynamodbav:"term_2,omitempty"`
	Term3     string `dynamodbav:"term_3,omitempty"`
	Term4     string `dynamodbav:"term_4,omitempty"`
	Term5     string `dynamodbav:"term_5,omitempty"`
	Term6     string `dynamodbav:"term_6,omitempty"`
}

// terms are the orders of the search indexes, one each.
func (o *Orders) terms() [api.SearchIndexes]*string {
	return [...]*string{&o.Term1, &o.Term2, &o.Term3, &o.Term4, &o.Term5, &o.Term6}
}

// Stored are the orders that there are.
func (o *Orders) Stored() []string {
	stored := []string{o.LastOrder}
	for _, term := range o.terms() {
		if *term != "" {
			stored = append(stored, *term)
		}
	}
	return stored
}

func newOrders(u *User) Orders {
	listed := search.Listed(u.FirstName, u.LastName)
	o := Orders{LastOrder: Order(listed, u.ID)}
	slots := o.terms()
	for i, term := range search.Terms(u.FirstName, u.LastName, u.Address, len(slots)) {
		*slots[i] = Order(term+" "+listed, u.ID)
	}
	return o
}

// Changes write all orders of a user.
func (o *Orders) Changes() []Change {
	changes := []Change{userLastOrder.Set(o.LastOrder)}
	for i, term := range o.terms() {
		if *term == "" {
			changes = append(changes, userTerms[i].Clear())
		} else {
			changes = append(changes, userTerms[i].Set(*term))
		}
	}
	return changes
}

var (
	userLastOrder = field[Orders, string]("last_order")
	userTerms     = [api.SearchIndexes]Field[string]{field[Orders, string]("term_1"), field[Orders, string]("term_2"),
		field[Orders, string]("term_3"), field[Orders, string]("term_4"), field[Orders, string]("term_5"),
		field[Orders, string]("term_6")}
)

// Order is the sort key that puts text in order whatever its case, and tells equal texts apart by id.
func Order(sorted, id string) string {
	return text.Fold(sorted) + orderEnd + id
}

// orderEnd sorts before every character of a folded text, so that "ann" comes before "anna" whatever their ids.
const orderEnd = "\x00"

// SearchOrder is one of the orders that a search reads: 0 is the list's, which has the start of the last name, the
// others are those of the search indexes.
type SearchOrder int

// SearchOrders is how many there are.
const SearchOrders = 1 + api.SearchIndexes

// ListOrder is that of the list.
const ListOrder SearchOrder = 0

// Of is a user's place in the order, "" where they are not in it.
func (n SearchOrder) Of(o *Orders) string {
	if n == ListOrder {
		return o.LastOrder
	}
	return *o.terms()[n-1]
}

// Range is the range of an organization's users whose place in the order is in the span, behind a position where after
// is not empty.
func (n SearchOrder) Range(org string, span search.Span, after string, limit int) Range {
	r := Range{Index: api.IndexByLastName, Partition: UsersOf(org), From: span.From, To: span.To, Limit: limit}
	if n != ListOrder {
		r.Index = api.IndexByTerm(int(n))
	}
	if after != "" {
		r.From = max(r.From, after+"\x00")
	}
	return r
}

// Everybody is the span of all users.
func Everybody() search.Span { return search.Span{From: " ", To: Past} }

// Found is what a search index has of a user.
type Found struct {
	Key
	Address string `dynamodbav:"address"`
	Orders
}
