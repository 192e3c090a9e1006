package api

import (
	"encoding/json"
	"net/http"

	"usher/pkg/api/problem"
	"usher/pkg/lib/id"
)

// FlowStatus is whether a flow is in use.
type FlowStatus string

// The statuses of a flow.
const (
	Draft     FlowStatus = "draft"
	Published FlowStatus = "published"
)

// Flow is a named configuration of an organization.
type Flow struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Description string     `json:"description"`
	Status      FlowStatus `json:"status"`
	CreatedAt   Time       `json:"created_at"`
	UpdatedAt   Time       `json:"updated_at"`
	Version     int        `json:"version"`
}

// WholeFlow is a flow with its definition, which lists leave out.
type WholeFlow struct {
	Flow
	Definition json.RawMessage `json:"definition"`
}

// Tag returns the flow's version as an ETag (RFC 9110, section 8.8.3).
func (f WholeFlow) Tag() string { return etag(f.Version) }

// Identifier returns the id, for the Location of a new flow.
func (f WholeFlow) Identifier() string { return f.ID }

// definitionBody bounds a request with a flow, in bytes: a definition of 256 KB and the rest.
const definitionBody = 280 << 10

// CreateFlowInput describes a new flow.
type CreateFlowInput struct {
	Org         id.OrganizationID `path:"org"`
	Name        string            `json:"name" format:"name" max:"100"`
	Description string            `json:"description" format:"text" max:"1000" optional:"true"`
	Definition  json.RawMessage   `json:"definition" format:"object" max:"262144"`
	Status      *FlowStatus       `json:"status" enum:"draft,published" optional:"true"`
}

// FlowInput names a flow.
type FlowInput struct {
	Org  id.OrganizationID `path:"org"`
	Flow id.FlowID         `path:"flow"`
}

// DeleteFlowInput names a flow and the version to delete.
type DeleteFlowInput struct {
	Org     id.OrganizationID `path:"org"`
	Flow    id.FlowID         `path:"flow"`
	IfMatch IfMatch           `header:"If-Match" optional:"true"`
}

// UpdateFlowInput changes what is given and leaves the rest.
type UpdateFlowInput struct {
	Org         id.OrganizationID `path:"org"`
	Flow        id.FlowID         `path:"flow"`
	IfMatch     IfMatch           `header:"If-Match" optional:"true"`
	Name        *string           `json:"name" format:"name" max:"100" optional:"true"`
	Description *string           `json:"description" format:"text" max:"1000" optional:"true"`
	Definition  *json.RawMessage  `json:"definition" format:"object" max:"262144" optional:"true"`
	Status      *FlowStatus       `json:"status" enum:"draft,published" optional:"true"`
}

// ListFlows is a page of an organization's flows, oldest first.
var ListFlows = declare[ListInput, Page[Flow]](Route{
	ID: "list-flows", Method: http.MethodGet, Path: "/v1/organizations/{org}/flows",
	Summary: "List an organization's flows, without their definitions",
	Caller:  PersonOrKey, Permission: FlowsRead,
	Access: on(BatchGetItem, Query),
})

// CreateFlow creates a flow.
var CreateFlow = declare[CreateFlowInput, WholeFlow](Route{
	ID: "create-flow", Method: http.MethodPost, Path: "/v1/organizations/{org}/flows",
	Summary: "Create a flow",
	Caller:  PersonOrKey, Permission: FlowsCreate, Status: http.StatusCreated,
	Detail: "An organization has as many flows as its plan allows: get-organization tells its quotas.",
	Bodies: []string{JSONBody}, BodyLimit: definitionBody, Creates: true, Errors: []problem.Code{problem.QuotaReached},
	Access: on(BatchGetItem, PutItem, UpdateItem, ConditionCheckItem),
})

// GetFlow reads a flow with its definition.
var GetFlow = declare[FlowInput, WholeFlow](Route{
	ID: "get-flow", Method: http.MethodGet, Path: "/v1/organizations/{org}/flows/{flow}",
	Summary: "Read a flow with its definition",
	Caller:  PersonOrKey, Permission: FlowsRead,
	Access: on(BatchGetItem),
})

// UpdateFlow changes a flow.
var UpdateFlow = declare[UpdateFlowInput, WholeFlow](Route{
	ID: "update-flow", Method: http.MethodPatch, Path: "/v1/organizations/{org}/flows/{flow}",
	Summary: "Change a flow",
	Caller:  PersonOrKey, Permission: FlowsUpdate,
	Bodies: []string{JSONBody}, BodyLimit: definitionBody, Errors: []problem.Code{problem.VersionConflict},
	Access: on(BatchGetItem, PutItem, ConditionCheckItem),
})

// DeleteFlow deletes a flow for good.
var DeleteFlow = declare[DeleteFlowInput, None](Route{
	ID: "delete-flow", Method: http.MethodDelete, Path: "/v1/organizations/{org}/flows/{flow}",
	Summary: "Delete a flow for good",
	Caller:  PersonOrKey, Permission: FlowsDelete, Status: http.StatusNoContent,
	Errors: []problem.Code{problem.VersionConflict},
	Access: on(BatchGetItem, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
})
