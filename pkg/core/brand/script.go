package brand

import (
	"encoding/json"

	"usher/pkg/api"
)

// ScriptPath is where the dashboard's page finds Script.
const ScriptPath = "/config.js"

// Script is the file by which the dashboard's page learns of the brand and the roles. It is a script, which the page
// loads beside its own, so that the first thing that is painted is right already, without a request that has to wait
// for another.
func (b Brand) Script(roles api.Roles) (string, error) {
	config := struct {
		Product string  `json:"product"`
		Logo    string  `json:"logo"`
		Colors  *Colors `json:"colors,omitempty"`
		Support string  `json:"support,omitempty"`
		Upgrade string  `json:"upgrade,omitempty"`

		Roles []api.RoleInfo `json:"roles"`
	}{Roles: roles.List().Data, Product: b.Product, Logo: b.Logo, Support: b.Support, Upgrade: b.Upgrade}
	if b.Colors != (Colors{}) {
		config.Colors = &b.Colors
	}
	text, err := json.Marshal(config)
	return "globalThis.usherConfig = " + string(text) + ";\n", err
}
