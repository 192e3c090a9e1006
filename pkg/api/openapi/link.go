package openapi

import (
	"net/http"
	"reflect"
	"regexp"
	"strings"

	"usher/pkg/api"
)

// links returns the links from a created resource to the operations on it (OpenAPI
// 3.1, Link Object): those whose path is the creating one's and an id.
func links(o api.Declared, all []api.Declared) object {
	if o.Status != http.StatusCreated || !o.Output.Implements(reflect.TypeFor[created]()) {
		return nil
	}
	var found object
	for _, other := range all {
		rest, ok := strings.CutPrefix(other.Path, o.Path+"/{")
		if !ok {
			continue
		}
		id, _, _ := strings.Cut(rest, "}")
		parameters := object{}
		for _, m := range regexp.MustCompile(`{(\w+)}`).FindAllStringSubmatch(o.Path, -1) {
			parameters = parameters.with(m[1], "$request.path."+m[1])
		}
		parameters = parameters.with(id, "$response.body#/id")
		found = found.with(other.ID, object{{"operationId", other.ID}, {"parameters", parameters}})
	}
	return found
}
