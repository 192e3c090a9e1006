package api

import "net/http"

// Document is the OpenAPI document as it is served.
type Document struct {
	JSON []byte `json:"-"`
}

// Content is the document's media type and bytes.
func (d Document) Content() (string, []byte) { return JSONBody, d.JSON }

// GetOpenAPI serves the description of all operations.
var GetOpenAPI = Operation[None, Document]{Route{
	ID: "get-openapi", Method: http.MethodGet, Path: "/v1/openapi.json",
	Summary: "Read this document",
	Caller:  Anyone, Status: http.StatusOK,
	Timeout: defaultTimeout, MemoryMB: defaultMemory,
	Settings: reads(),
}}
