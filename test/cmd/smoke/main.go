// Command smoke runs the main job against a system and exits with 1 if a part of it does not work: see package smoke.
//
//	go run ./test/cmd/smoke -stage dev                          a stage in the account of the credentials
//	go run ./test/cmd/smoke -url http://localhost:8080          what `make dev` runs; DB_PORT, MAIL_PORT as there
package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	awsconfig "github.com/aws/aws-sdk-go-v2/config"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/config"
	"usher/pkg/aws/linkkeys"
	"usher/pkg/local/localapp"
	"usher/pkg/local/seed"
	"usher/test/smoke"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "FAIL", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	o := smoke.Options{Out: os.Stdout}
	flags := flag.NewFlagSet("smoke", flag.ContinueOnError)
	stage := flags.String("stage", "dev", "the deployed stage")
	flags.StringVar(&o.URL, "url", "", "the address; http:// is a local system's (default: as the stage's stack says)")
	flags.StringVar(&o.Mailbox, "mailbox", "", "a URL where all mails can be read as JSON")
	flags.DurationVar(&o.Patience, "patience", 3*time.Minute, "how long to wait for mails, events and seals")
	dial := flags.String("dial", "", "connect to this host:port, whatever the address")
	emulator := flags.Bool("emulator", false, "the account is an emulator")
	err := flags.Parse(args)
	if err != nil {
		return err
	}
	if strings.HasPrefix(o.URL, "http://") {
		err = local(&o)
	} else {
		err = account(ctx, &o, *stage)
	}
	if err != nil {
		return err
	}
	if o.Account != nil {
		o.Account.Emulator = *emulator
	}
	o.URL = strings.TrimSuffix(o.URL, "/")
	o.Transport = transport(*dial)
	fmt.Println("smoke test of", o.URL)
	return smoke.Run(ctx, o)
}

func transport(dial string) http.RoundTripper {
	if dial == "" {
		return nil
	}
	host, _, _ := net.SplitHostPort(dial)
	var dialer net.Dialer
	return &http.Transport{TLSClientConfig: &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, dial)
		}}
}

// local is for the system that `make dev` runs.
func local(o *smoke.Options) (err error) {
	port := func(variable, usual string) string { return "http://127.0.0.1:" + cmp.Or(os.Getenv(variable), usual) }
	o.Mailbox = cmp.Or(o.Mailbox, port("MAIL_PORT", "8025")+"/store")
	o.App, err = localapp.New(port("DB_PORT", "8000"), func(name string) string {
		return map[string]string{"USHER_TABLE": "usher", "USHER_LINK_KEYS": seed.LinkKeys}[name]
	})
	return err
}

// account is for a stage in the account of the credentials.
func account(ctx context.Context, o *smoke.Options, stage string) error {
	cfg, err := awsconfig.LoadDefaultConfig(ctx)
	if err != nil {
		return fmt.Errorf("reading the AWS configuration: %w", err)
	}
	o.Account = &smoke.Account{AWS: cfg, Stage: stage}
	if o.URL == "" {
		if o.URL, err = o.Account.Address(ctx); err != nil {
			return err
		}
	}
	settings, err := config.Read(func(name string) string {
		return map[string]string{string(api.SettingTable): "usher-" + stage,
			string(api.SettingLinkKeys): linkkeys.Scheme + "/usher/" + stage + "/link-keys"}[name]
	})
	if err != nil {
		return err
	}
	endpoint := os.Getenv("AWS_ENDPOINT_URL")
	o.App = &app.App{Config: settings, Region: cfg.Region, Credentials: cfg.Credentials,
		Random: rand.Reader, Now: time.Now,
		DynamoDBEndpoint: cmp.Or(os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"), endpoint),
		SSMEndpoint:      cmp.Or(os.Getenv("AWS_ENDPOINT_URL_SSM"), endpoint),
		HTTP:             http.DefaultClient, Logger: slog.New(slog.DiscardHandler)}
	return nil
}
