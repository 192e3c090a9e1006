package store

// KindLogo is a user's picture.
const KindLogo Kind = "LOGO#"

// LogoKey is a user's picture.
func LogoKey(org, user string) Key { return Key{orgPrefix + org, string(KindLogo) + user} }

// Logo is a picture, made small and clean.
type Logo struct {
	Key
	Picture []byte `dynamodbav:"picture"`
	Hash    string `dynamodbav:"hash"`
}
