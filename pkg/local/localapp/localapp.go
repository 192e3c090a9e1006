// Package localapp makes an App for a system on this machine. The tests use it too,
// without the rest of package local.
package localapp

import (
	"crypto/rand"
	"log/slog"
	"time"

	"usher/pkg/app"
	"usher/pkg/app/config"
	"usher/pkg/local/process"
)

// New returns an App on the DynamoDB Local at this endpoint, with these settings; an
// empty setting has its default. It sends no mail and logs nothing: set its fields
// before its first use to change that. The error names every bad setting.
func New(database string, setting func(name string) string) (*app.App, error) {
	c, err := config.Read(setting)
	if err != nil {
		return nil, err
	}
	cfg := process.AWSConfig(database)
	return &app.App{
		Config: c, Region: cfg.Region, DynamoDBEndpoint: database, Credentials: cfg.Credentials, HTTP: process.HTTPClient(),
		Random: rand.Reader, Now: time.Now, Logger: slog.New(slog.DiscardHandler),
	}, nil
}
