package harness

import (
	"bytes"
	"image"
	"image/png"

	"usher/pkg/api"
	"usher/test/client"
)

// NewUser is a body for create-user.
func NewUser(role api.Role) map[string]string { return client.User(Address("user"), string(role)) }

// People are n rows of an import.
func People(n int) []map[string]string {
	all := make([]map[string]string, n)
	for i := range all {
		all[i] = NewUser(api.Auditor)
	}
	return all
}

// Square is a picture of this size, as PNG.
func Square(width, height int) []byte {
	var encoded bytes.Buffer
	picture := image.NewGray(image.Rect(0, 0, width, height))
	for i := range picture.Pix {
		picture.Pix[i] = uint8(width) //nolint:gosec // a shade for each size
	}
	_ = png.Encode(&encoded, picture) // to memory
	return encoded.Bytes()
}

// Body is a body that an operation takes; nil for one that takes none.
func Body(operation string) any {
	if op, _ := api.ByID(operation); op.BodyLimit == 0 {
		return nil
	}
	switch operation {
	case "create-organization":
		return client.CreateOrganization("Acme", Address("o")).Body
	case "sign-in":
		return map[string]string{"email": Address("nobody"), "password": "x"}
	case "request-password-reset":
		return map[string]string{"email": Address("nobody")}
	case "request-email-change":
		return map[string]string{"email": Address("new")}
	case "reset-password", "accept-invitation", "restore-email":
		return map[string]string{"password": Password}
	case "change-password":
		return map[string]string{"current_password": Password, "password": NewPassword}
	case "confirm-totp":
		return map[string]string{"code": "000000"}
	case "complete-sign-in", "prove-session":
		return map[string]string{"totp": "000000"}
	case "create-passkey":
		return map[string]any{"name": "Laptop", "credential": map[string]string{"type": "public-key"}}
	case "create-passkey-session":
		return map[string]any{"credential": map[string]string{"type": "public-key"}}
	case "erase-person":
		return map[string]string{"email": Address("nobody")}
	case "update-passkey":
		return map[string]string{"name": "Laptop"}
	case "put-logo":
		return Square(64, 64)
	case "create-api-key":
		return map[string]string{"name": "CI", "role": "auditor"}
	case "create-flow":
		return map[string]any{"name": "Flow", "definition": map[string]any{"steps": []int{1}}}
	case "update-flow":
		return map[string]string{"status": "published"}
	case "delete-organization":
		return map[string]string{"name": "Acme"}
	case "create-user":
		return NewUser(api.Auditor)
	case "import-users":
		return []any{NewUser(api.Auditor)}
	case "update-user":
		return map[string]string{"first_name": "Ada"}
	case "update-organization":
		return map[string]string{"name": "Acme, renamed"}
	}
	return map[string]string{}
}
