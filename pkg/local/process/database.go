package process

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// StartDatabase starts DynamoDB Local and returns when it answers, in about a second; before that it installs the
// npm packages if need be, which takes some seconds more. ctx bounds the start only: the server lives on after it.
//
// Every client sees the same tables, whatever its region and credentials. Other programs may use it, web pages may
// not: no page's origin is allowed to read its answers. It sends no telemetry.
//
// It fails, in one sentence, when Java is missing or too old, when the port is taken (see [ErrPortTaken]), when
// Options.Dir can't be made and when it does not answer within a minute; with its last words when it dies.
func StartDatabase(ctx context.Context, o Options) (*Process, error) {
	path, err := java()
	if err != nil {
		return nil, err
	}
	if o, err = o.prepared(ctx); err != nil {
		return nil, err
	}
	workDir, err := stateDir(o.Root)
	if err != nil {
		return nil, err
	}
	storage, err := o.storage()
	if err != nil {
		return nil, err
	}
	origin := "http://" + strings.ToLower(rand.Text()) + ".invalid"
	return o.launch(ctx, service{
		name: "the local database",
		command: func(port int) *exec.Cmd {
			return databaseCommand(path, o.Root, workDir, append(storage, "-port", strconv.Itoa(port), "-cors", origin))
		},
		ready:    func(ctx context.Context, p *Process) bool { return databaseReady(ctx, p, origin) },
		portLost: "Failed to bind",
		check:    func(ctx context.Context) error { return checkJava(ctx, path) },
	})
}

// prepared returns o with its Root found and installed.
func (o Options) prepared(ctx context.Context) (Options, error) {
	root, err := rootOr(o.Root)
	if err != nil {
		return o, err
	}
	o.Root = root
	return o, Install(ctx, root, o.Log)
}

func (o Options) storage() ([]string, error) {
	if o.Dir == "" {
		return []string{"-inMemory"}, nil
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("the local database's folder: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the local database's folder: %w", err)
	}
	return []string{"-dbPath", dir}, nil
}

func databaseCommand(java, root, workDir string, arguments []string) *exec.Cmd {
	emulator := filepath.Join(packagesDir(root), "amplify-dynamodb-simulator", "emulator")
	cmd := exec.Command(java, append([]string{
		"-Djava.library.path=" + filepath.Join(emulator, "DynamoDBLocal_lib"),
		"-jar", filepath.Join(emulator, "DynamoDBLocal.jar"),
		"-sharedDb",
	}, arguments...)...)
	cmd.Dir = workDir
	// By the variable and not the flag: with the flag alone it still spends half a second on telemetry.
	cmd.Env = append(os.Environ(), "DDB_LOCAL_TELEMETRY=0")
	return cmd
}

// databaseReady asks as a web page of the one origin that this database allows would. The origin is made up for
// this process, so that an answer which names it can come from no other.
func databaseReady(ctx context.Context, p *Process, origin string) bool {
	response := probe(ctx, http.MethodOptions, p, "/", http.Header{
		"Origin":                        {origin},
		"Access-Control-Request-Method": {http.MethodPost},
	})
	return response != nil && response.Header.Get("Access-Control-Allow-Origin") == origin
}
