package local

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"os"
	"strconv"
	"syscall"
	"time"
)

// Settings say how a local system runs. They come from the environment.
type Settings struct {
	Port, MailPort, DBPort int
	Memory                 bool // keep the table in memory only
	ScheduleEvery          time.Duration
	InvitationLifetime     string // as USHER_INVITATION_LIFETIME
	SessionLifetime        string
	ProofLifetime          string
	Limits                 string            // as USHER_LIMITS
	Brand                  map[string]string // the settings of the brand that are set, by the functions' names
	DynamoDBEndpoint       string            // use this instead of starting one
	SESEndpoint            string
	Root                   string // the module's folder
}

const (
	defaultPort     = 8080
	defaultMailPort = 8025
	defaultDBPort   = 8000
	defaultSchedule = time.Minute
)

// Variables explains the environment variables, each on a line.
const Variables = `  PORT                  the port of the system, 8080
  MAIL_PORT             the port of the mailbox, 8025
  DB_PORT               the port of DynamoDB Local, 8000
  DATA=memory           keep the table in memory only; otherwise it is kept in .local/
  INVITATION_LIFETIME   how long invitations are valid, e.g. 8s, instead of the organization's days
  SESSION_LIFETIME      how long sessions are valid, 12h
  PROOF_LIFETIME        how long somebody's proof counts for what matters, e.g. 8s, 10m
  LIMITS=off            no limits on requests, mail and sign-up, for load tests; those on passwords stay
  PRODUCT_NAME, PRODUCT_LOGO, PRODUCT_COLOR, SUPPORT_EMAIL, UPGRADE_URL
                        whose product it is, on the dashboard and in mails: Acme, /logo.svg or an https address of a
                        picture, #2257c9, help@acme.example, and where to get more seats
  SCHEDULE_EVERY        how often schedules run, 1m
  AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL_SESV2
                        use these instead of starting a database or a mailbox`

// ReadSettings reads the settings with getenv. Its error names the variable that is wrong.
func ReadSettings(getenv func(string) string) (Settings, error) {
	s := Settings{
		InvitationLifetime: getenv("INVITATION_LIFETIME"), SessionLifetime: getenv("SESSION_LIFETIME"),
		ProofLifetime:    getenv("PROOF_LIFETIME"),
		Limits:           getenv("LIMITS"),
		DynamoDBEndpoint: getenv("AWS_ENDPOINT_URL_DYNAMODB"), SESEndpoint: getenv("AWS_ENDPOINT_URL_SESV2"),
		ScheduleEvery: defaultSchedule, Brand: map[string]string{},
	}
	for _, name := range []string{"PRODUCT_NAME", "PRODUCT_LOGO", "PRODUCT_COLOR", "SUPPORT_EMAIL", "UPGRADE_URL"} {
		if v := getenv(name); v != "" {
			s.Brand["USHER_"+name] = v
		}
	}
	var err error
	for _, p := range []struct {
		name     string
		to       *int
		fallback int
	}{{"PORT", &s.Port, defaultPort}, {"MAIL_PORT", &s.MailPort, defaultMailPort}, {"DB_PORT", &s.DBPort, defaultDBPort}} {
		if *p.to, err = port(getenv(p.name), p.fallback); err != nil {
			return s, fmt.Errorf("%s %w", p.name, err)
		}
	}
	if v := getenv("SCHEDULE_EVERY"); v != "" {
		if s.ScheduleEvery, err = time.ParseDuration(v); err != nil || s.ScheduleEvery <= 0 {
			return s, fmt.Errorf(`SCHEDULE_EVERY must be a positive duration such as "30s"`)
		}
	}
	switch v := getenv("DATA"); v {
	case "memory":
		s.Memory = true
	case "", "disk":
	default:
		return s, fmt.Errorf(`DATA must be "memory", or not set`)
	}
	return s, nil
}

func port(v string, fallback int) (int, error) {
	if v == "" {
		return fallback, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > 65535 {
		return 0, fmt.Errorf("must be a port from 1 to 65535")
	}
	return n, nil
}

// URL returns the address of the system.
func (s Settings) URL() string { return "http://localhost:" + strconv.Itoa(s.Port) }

// listen listens on the system's port, for this machine only.
func (s Settings) listen() (net.Listener, error) {
	l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(s.Port))
	if err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			return nil, fmt.Errorf("port %d is taken by another program: stop that one, or set PORT to another port", s.Port)
		}
		return nil, fmt.Errorf("port %d cannot be used: %w", s.Port, err)
	}
	return l, nil
}

// environment returns the value of a setting of the functions.
func (s Settings) environment(name string) string {
	switch name {
	case "USHER_SENDER":
		if product := s.Brand["USHER_PRODUCT_NAME"]; product != "" {
			return (&mail.Address{Name: product, Address: "no-reply@usher.example"}).String()
		}
	case "USHER_TABLE":
		return tableName
	case "USHER_DASHBOARD_URL":
		return s.URL()
	case "USHER_SIGN_UP":
		return "open"
	case "USHER_INVITATION_LIFETIME":
		return s.InvitationLifetime
	case "USHER_SESSION_LIFETIME":
		return s.SessionLifetime
	case "USHER_PROOF_LIFETIME":
		return s.ProofLifetime
	case "USHER_LIMITS":
		return s.Limits
	}
	if v := s.Brand[name]; v != "" {
		return v
	}
	return os.Getenv(name)
}

const tableName = "usher"
