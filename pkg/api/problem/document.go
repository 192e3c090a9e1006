package problem

import (
	"encoding/json"
	"strconv"
)

// MediaType is the type of a problem document (RFC 9457, section 4).
const MediaType = "application/problem+json"

// typePath is where the dashboard has a page for each code. A problem's type is the
// address of that page (RFC 9457, section 3.1.1).
const typePath = "/problems/"

// Document is the problem as callers see it.
type Document struct {
	Type      string  `json:"type" format:"uri"`
	Title     string  `json:"title"`
	Status    int     `json:"status"`
	Detail    string  `json:"detail,omitempty"`
	Code      Code    `json:"code"`
	RequestID string  `json:"request_id"`
	Errors    []Field `json:"errors,omitempty"`
}

// Document returns the problem document of e for the request with this id. dashboard is the dashboard's origin,
// without a slash at the end. Internal errors get a fixed detail: their own text may hold what a caller must not see.
func (e *Error) Document(dashboard, requestID string) Document {
	d := Document{
		Type: dashboard + typePath + string(e.Code), Title: e.Code.Title(), Status: e.Status(),
		Detail: e.Detail, Code: e.Code, RequestID: requestID, Errors: e.Fields,
	}
	if e.Code == Internal {
		d.Errors, d.Detail = nil, "Something went wrong on our side. If it happens again, report the request id."
	}
	return d
}

// Encode returns the Document as JSON, its HTTP status and, if the error has one, the
// value of the Retry-After header in whole seconds (RFC 9110, section 10.2.3).
func (e *Error) Encode(dashboard, requestID string) (status int, retryAfter string, body []byte) {
	d := e.Document(dashboard, requestID)
	body, err := json.Marshal(d)
	if err != nil { // cannot happen: strings and integers only
		body = []byte(`{"code":"internal","status":500,"title":"Internal error"}`)
	}
	if e.RetryAfter > 0 {
		retryAfter = strconv.FormatInt(wholeSeconds(e.RetryAfter), 10)
	}
	return d.Status, retryAfter, body
}
