package account

import (
	"encoding/json"

	"usher/pkg/api"
	"usher/pkg/store"
)

// The options that a browser makes and uses passkeys with (WebAuthn, sections 5.4 and 5.5), in their JSON form
// (section 5.1). They are plain data, so that a sign-in with a password links nothing of WebAuthn.
type (
	creationOptions struct {
		RP                 entity       `json:"rp"`
		User               entity       `json:"user"`
		Challenge          string       `json:"challenge"`
		Parameters         []parameter  `json:"pubKeyCredParams"`
		Timeout            int64        `json:"timeout"`
		ExcludeCredentials []descriptor `json:"excludeCredentials"`
		Selection          selection    `json:"authenticatorSelection"`
		Attestation        string       `json:"attestation"`
	}
	requestOptions struct {
		Challenge        string       `json:"challenge"`
		Timeout          int64        `json:"timeout"`
		RPID             string       `json:"rpId"`
		AllowCredentials []descriptor `json:"allowCredentials"`
		UserVerification string       `json:"userVerification"`
	}
	entity struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		DisplayName string `json:"displayName,omitempty"`
	}
	parameter struct {
		Type      string `json:"type"`
		Algorithm int    `json:"alg"`
	}
	descriptor struct {
		Type       string   `json:"type"`
		ID         string   `json:"id"`
		Transports []string `json:"transports,omitempty"`
	}
	selection struct {
		ResidentKey        string `json:"residentKey"`
		RequireResidentKey bool   `json:"requireResidentKey"`
		UserVerification   string `json:"userVerification"`
	}
)

const (
	required  = "required"
	publicKey = "public-key"
)

// algorithms are those that passkeys may sign with: ES256, EdDSA and RS256, which every platform has one of.
var algorithms = []int{-7, -8, -257}

func descriptors(all []store.Passkey) []descriptor {
	list := []descriptor{}
	for _, p := range all {
		list = append(list, descriptor{publicKey, encoding.EncodeToString(p.Credential), p.Transports})
	}
	return list
}

func (s *Service) creation(challenge, handle, email string, have []store.Passkey) any {
	o := creationOptions{RP: entity{ID: s.Site.Host, Name: s.Site.Name},
		User: entity{ID: handle, Name: email, DisplayName: email}, Challenge: challenge,
		Timeout: challengeLifetime.Milliseconds(), ExcludeCredentials: descriptors(have),
		Selection: selection{required, true, required}, Attestation: "none"}
	for _, a := range algorithms {
		o.Parameters = append(o.Parameters, parameter{publicKey, a})
	}
	return o
}

// request makes the options to ask for one of these passkeys with; for any that the browser has, where there are none.
func (s *Service) request(challenge string, allow []store.Passkey) any {
	return requestOptions{Challenge: challenge, Timeout: challengeLifetime.Milliseconds(), RPID: s.Site.Host,
		AllowCredentials: descriptors(allow), UserVerification: required}
}

func options(o any, expires api.Time) (*api.PasskeyOptions, error) {
	raw, err := json.Marshal(o)
	return &api.PasskeyOptions{PublicKey: raw, ExpiresAt: expires}, err
}
