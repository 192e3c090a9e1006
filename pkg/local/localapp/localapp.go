// Package localapp makes the App of a system on this machine. It is apart from
// package local, which knows nothing of Usher's own.
package localapp

import (
	"crypto/rand"
	"log/slog"
	"time"

	"usher/pkg/app"
	"usher/pkg/app/config"
	"usher/pkg/local/process"
)

// New makes an App on the DynamoDB Local at this endpoint, with these settings;
// one that is empty has its default. It sends no mail and logs nothing until
// its fields say otherwise, all of which may be set before it is used. The
// error names every bad setting.
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
