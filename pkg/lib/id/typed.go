package id

// Kind is the kind of thing that an id names. Each kind is a type, so that the id of a user cannot be passed where the
// id of a flow is meant.
type Kind interface{ prefix() string }

// The kinds of things whose ids come in requests.
type (
	// OrganizationKind is the Kind of organizations.
	OrganizationKind struct{}
	// UserKind is the Kind of users.
	UserKind struct{}
	// APIKeyKind is the Kind of API keys.
	APIKeyKind struct{}
	// FlowKind is the Kind of flows.
	FlowKind struct{}
	// SessionKind is the Kind of sessions.
	SessionKind struct{}
	// PasskeyKind is the Kind of passkeys.
	PasskeyKind struct{}
)

func (OrganizationKind) prefix() string { return Organization }
func (UserKind) prefix() string         { return User }
func (APIKeyKind) prefix() string       { return APIKey }
func (FlowKind) prefix() string         { return Flow }
func (SessionKind) prefix() string      { return Session }
func (PasskeyKind) prefix() string      { return Passkey }

// ID is a parsed id from a request. A text that is not an id of the kind becomes the zero value, which names nothing:
// looking it up finds nothing, which is the right response to a malformed id, and no caller's text reaches a key of
// the table unchecked.
type ID[K Kind] struct{ text string }

// The ids that come in requests.
type (
	// OrganizationID is the id of an organization.
	OrganizationID = ID[OrganizationKind]
	// UserID is the id of a user.
	UserID = ID[UserKind]
	// APIKeyID is the id of an API key.
	APIKeyID = ID[APIKeyKind]
	// FlowID is the id of a flow.
	FlowID = ID[FlowKind]
	// SessionID is the id of a session.
	SessionID = ID[SessionKind]
	// PasskeyID is the id of a passkey.
	PasskeyID = ID[PasskeyKind]
)

// Parse parses an id; it returns the zero value for a text that is not one.
func Parse[K Kind](text string) ID[K] {
	var kind K
	if !Valid(kind.prefix(), text) {
		return ID[K]{}
	}
	return ID[K]{text}
}

// String returns the id. The zero value has the prefix too, but it is the id of nothing.
func (i ID[K]) String() string {
	if i.text == "" {
		var kind K
		return kind.prefix() + "none"
	}
	return i.text
}

// UnmarshalText does what Parse does; it never fails.
func (i *ID[K]) UnmarshalText(text []byte) error {
	*i = Parse[K](string(text))
	return nil
}

// MarshalText returns what String does.
func (i ID[K]) MarshalText() ([]byte, error) { return []byte(i.String()), nil }
