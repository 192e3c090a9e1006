package store

import "usher/pkg/api"

// KindFlow is a flow, or, in a partition of its own, a flow's definition.
const KindFlow Kind = "FLOW#"

// definitionsSuffix ends the partition of an organization's definitions.
const definitionsSuffix = "#DEFINITIONS"

// FlowKey is a flow of an organization.
func FlowKey(org, flow string) Key { return Key{orgPrefix + org, string(KindFlow) + flow} }

// Flow is a named configuration.
type Flow struct {
	Key
	ID          string         `dynamodbav:"id"`
	Org         string         `dynamodbav:"org"`
	Name        string         `dynamodbav:"name"`
	Description string         `dynamodbav:"description"`
	Status      api.FlowStatus `dynamodbav:"status"`
	CreatedAt   api.Time       `dynamodbav:"created_at"`
	UpdatedAt   api.Time       `dynamodbav:"updated_at"`
	Version     int            `dynamodbav:"version"`
}

// DefinitionKey is a flow's definition, apart from the flow so that a list of
// flows does not read what it does not show.
func DefinitionKey(org, flow string) Key {
	return Key{orgPrefix + org + definitionsSuffix, string(KindFlow) + flow}
}

// Definition is what a flow says, as JSON.
type Definition struct {
	Key
	JSON    []byte `dynamodbav:"json"`
	Version int    `dynamodbav:"version"` // of the flow it belongs to
}

// FlowVersion is what a change of a flow compares.
var FlowVersion = number[Flow, int]("version")

// Flows is the range of an organization's flows, oldest first, behind an id.
func Flows(org, after string) Range {
	r := KindFlow.within(orgPrefix + org)
	if after != "" {
		r.From += after + "\x00"
	}
	return r
}
