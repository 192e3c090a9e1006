package process

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// StartMailbox starts aws-ses-v2-local and returns when it answers, in under a second; before that it installs the
// npm packages if necessary. ctx bounds only the start: the server keeps running.
//
// It accepts mail by the SES v2 API and keeps it in memory. Its endpoint, opened in a browser, is a page that shows
// the mails; GET /store returns them as JSON. It listens only on 127.0.0.1 and forwards nothing, whatever the
// environment says.
//
// The error is one sentence if Node is missing, the port is taken, or the server does not answer within a minute. If
// the server ends, the error has the last of its output.
func StartMailbox(ctx context.Context, o Options) (*Process, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, errors.New("the local mailbox needs Node 20.19, 22.12 or newer, but there is no program \"node\" in " +
			"PATH: install Node.js")
	}
	if o.Root, err = Install(ctx, o.Root, o.Log); err != nil {
		return nil, err
	}
	return o.launch(ctx, server{
		name: "the local mailbox (Node 20.19, 22.12 or newer)",
		command: func(port int) *exec.Cmd {
			cmd := exec.Command(node, filepath.Join("dist", "cli.js"), "--host", "127.0.0.1", "--port", strconv.Itoa(port))
			cmd.Dir = filepath.Join(packages(o.Root), "aws-ses-v2-local")
			// It would forward each mail to the SMTP server that this variable names.
			cmd.Env = slices.DeleteFunc(os.Environ(), func(pair string) bool {
				return strings.HasPrefix(pair, "SMTP_TRANSPORT=")
			})
			return cmd
		},
		ready:    mailboxReady,
		portLost: "Server does not have an address",
	})
}

// mailboxReady also waits until p reports that it listens: a response alone might be another mailbox's.
func mailboxReady(ctx context.Context, p *Process) bool {
	if !strings.Contains(p.output.String(), "server running at") {
		return false
	}
	response := probe(ctx, http.MethodGet, p, "/health-check", http.Header{})
	return response != nil && response.StatusCode == http.StatusOK
}
