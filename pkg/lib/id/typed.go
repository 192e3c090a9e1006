package id

// Kind is what an id names. Every kind is a type of its own, so that an id of one thing cannot be taken for another's.
type Kind interface{ prefix() string }

// The kinds that requests name.
type (
	OrganizationKind struct{}
	UserKind         struct{}
	APIKeyKind       struct{}
	FlowKind         struct{}
	SessionKind      struct{}
)

func (OrganizationKind) prefix() string { return Organization }
func (UserKind) prefix() string         { return User }
func (APIKeyKind) prefix() string       { return APIKey }
func (FlowKind) prefix() string         { return Flow }
func (SessionKind) prefix() string      { return Session }

// ID is an id that a request named, parsed. What is no id of the kind is read as the zero value, which names nothing:
// to look it up finds nothing, which is the answer to a malformed id, and no text of a caller's reaches a key of the
// table unchecked.
type ID[K Kind] struct{ text string }

// The ids that requests name.
type (
	OrganizationID = ID[OrganizationKind]
	UserID         = ID[UserKind]
	APIKeyID       = ID[APIKeyKind]
	FlowID         = ID[FlowKind]
	SessionID      = ID[SessionKind]
)

// Parse reads an id; the zero value for what is none.
func Parse[K Kind](text string) ID[K] {
	var kind K
	if !Valid(kind.prefix(), text) {
		return ID[K]{}
	}
	return ID[K]{text}
}

// String is the id. That of the zero value has the prefix, and is no thing's.
func (i ID[K]) String() string {
	if i.text == "" {
		var kind K
		return kind.prefix() + "none"
	}
	return i.text
}

// UnmarshalText is Parse; it never fails.
func (i *ID[K]) UnmarshalText(text []byte) error {
	*i = Parse[K](string(text))
	return nil
}

// MarshalText is the id.
func (i ID[K]) MarshalText() ([]byte, error) { return []byte(i.String()), nil }
