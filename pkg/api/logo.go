package api

import (
	"net/http"

	"usher/pkg/lib/id"
)

// PutLogoInput is a picture as it was uploaded.
type PutLogoInput struct {
	Org     id.OrganizationID `path:"org"`
	User    id.UserID         `path:"user"`
	Picture []byte            `body:"raw"`
}

// GetLogoInput names a user's picture. V is the hash that logo_url holds, so that a
// new picture has a new address; it is not validated.
type GetLogoInput struct {
	Org  id.OrganizationID `path:"org"`
	User id.UserID         `path:"user"`
	V    string            `query:"v" max:"64" optional:"true"`
}

// Picture is a response that is not JSON.
type Picture struct {
	MediaType string
	Bytes     []byte
	Hash      string // of the bytes: the strong ETag
}

// Content returns the media type and bytes of the response.
func (p Picture) Content() (string, []byte) { return p.MediaType, p.Bytes }

// Tag returns the picture's ETag (RFC 9110, section 8.8.3).
func (p Picture) Tag() string { return `"` + p.Hash + `"` }

const (
	maxPicture    = 1 << 20
	pictureMemory = 1024 // the largest pictures allowed take some hundred MB to decode
)

// PutLogo sets a user's picture.
var PutLogo = declare[PutLogoInput, User](Route{
	ID: "put-logo", Method: http.MethodPut, Path: "/v1/organizations/{org}/users/{user}/logo",
	Summary: "Set a user's logo",
	Detail: "PNG, JPEG, GIF or WebP up to 1 MB and 4096×4096. It is cropped to a square and stored as a PNG of 256×256, " +
		"without metadata. Everyone may set their own.",
	Caller: PersonOrKey, Permission: UsersUpdate, Self: true,
	Bodies: []string{"image/png", "image/jpeg", "image/gif", "image/webp",
		"image/jpg"}, BodyLimit: maxPicture, // image/jpg is registered nowhere, and sent by many
	MemoryMB: pictureMemory,
	Access:   on(BatchGetItem, PutItem, UpdateItem, ConditionCheckItem),
})

// GetLogo reads a user's picture.
var GetLogo = declare[GetLogoInput, Picture](Route{
	ID: "get-logo", Method: http.MethodGet, Path: "/v1/organizations/{org}/users/{user}/logo",
	Summary: "Read a user's logo",
	Caller:  PersonOrKey, Permission: UsersRead, Answers: []string{"image/png"},
	Access: on(BatchGetItem),
})

// DeleteLogo deletes a user's picture.
var DeleteLogo = declare[UserInput, None](Route{
	ID: "delete-logo", Method: http.MethodDelete, Path: "/v1/organizations/{org}/users/{user}/logo",
	Summary: "Delete a user's logo",
	Caller:  PersonOrKey, Permission: UsersUpdate, Self: true, Status: http.StatusNoContent,
	Access: on(BatchGetItem, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
})
