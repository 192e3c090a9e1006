package store

import "usher/pkg/api"

// KindDevice is a browser that has signed in to an account before.
const KindDevice Kind = "DEVICE#"

// DeviceKey is a browser that a person has signed in from.
func DeviceKey(digest, device string) Key {
	return Key{identityPrefix + digest, string(KindDevice) + device}
}

// Device is a browser that has signed in to an account before. Its attempts are counted apart from strangers'.
type Device struct {
	Key
	Secret    []byte   `dynamodbav:"secret"` // SHA-256 of the secret: 256 random bits need no slower hash
	CreatedAt api.Time `dynamodbav:"created_at"`
	TTL       int64    `dynamodbav:"ttl"`
}

// What an attempt compares of a device.
var (
	DeviceSecret = field[Device, []byte]("secret")
	DeviceTTL    = number[Device, int64]("ttl")
)

// Devices is the range of a person's known browsers.
func Devices(digest string) Range { return KindDevice.within(identityPrefix + digest) }
