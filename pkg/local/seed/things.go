package seed

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/core/access"
	"usher/pkg/store"
)

// The ids of the sample organization's key and flow, which the files in events/ name.
const (
	SampleKey  = "key_01k0000000000000000000000a"
	SampleFlow = "flw_01k0000000000000000000000a"
)

// KeyToken returns the sample organization's API key, which has the role Auditor.
func KeyToken() access.KeyToken {
	return access.KeyToken{Org: Sample, ID: SampleKey, Root: SampleOwner,
		Secret: []byte("local sample API key, no secret!")}
}

// things creates the sample organization's key, flow and logo.
func things(ctx context.Context, a *app.App) error {
	now, token := api.At(a.Now()), KeyToken()
	key, flow := store.APIKeyKey(Sample, SampleKey), store.FlowKey(Sample, SampleFlow)
	secret := token.Encode()
	var t store.Transaction
	t.Put(key, store.APIKey{Key: key, ID: SampleKey, Org: Sample, Name: "Sample key", Role: api.Auditor,
		Secret: token.Hash(), Hint: secret[len(secret)-4:],
		Root: SampleOwner, CreatedBy: SampleOwner, Creator: Owner, CreatedAt: now},
		store.FailWith(errThere), store.NotExists())
	t.Put(flow, store.Flow{Key: flow, ID: SampleFlow, Org: Sample, Name: "Sample flow",
		Description: "What a flow looks like", Status: api.Draft, CreatedAt: now, UpdatedAt: now, Version: 1}, nil)
	definition := store.DefinitionKey(Sample, SampleFlow)
	steps := []byte(`{"steps":[{"id":"scan","type":"passport"}]}`)
	t.Put(definition, store.Definition{Key: definition, JSON: steps, Version: 1}, nil)
	clean, err := picture()
	if err != nil {
		return err
	}
	logo := store.LogoKey(Sample, SampleReader)
	t.Put(logo, store.Logo{Key: logo, Picture: clean, Hash: "sample"}, nil)
	return unlessThere(a.Table().Commit(ctx, &t))
}

// picture returns a plain green square as PNG.
func picture() ([]byte, error) {
	const side = 256
	green := color.RGBA{R: 0x1b, G: 0x7f, B: 0x4b, A: 0xff}
	square := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{green})
	var encoded bytes.Buffer
	err := png.Encode(&encoded, square)
	return encoded.Bytes(), err
}
