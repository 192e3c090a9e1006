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

// StartDatabase starts DynamoDB Local and returns when it answers, after about a second; before that it installs the
// npm packages if necessary, which takes some seconds more. ctx bounds only the start: the server keeps running.
//
// Every client sees the same tables, whatever its region and credentials. Other programs may use it, web pages may
// not: no origin is allowed to read its responses. It sends no telemetry.
//
// The error is one sentence if Java is missing, the port is taken, Options.Dir cannot be made, or the server does not
// answer within a minute. If the server ends, the error has the last of its output.
func StartDatabase(ctx context.Context, o Options) (*Process, error) {
	java, err := javaPath()
	if err != nil {
		return nil, err
	}
	if o.Root, err = Install(ctx, o.Root, o.Log); err != nil {
		return nil, err
	}
	storage := []string{"-inMemory"}
	if o.Dir != "" {
		if err := os.MkdirAll(o.Dir, 0o700); err != nil {
			return nil, fmt.Errorf("make the local database's folder: %w", err)
		}
		storage = []string{"-dbPath", o.Dir}
	}
	// The only origin that may read responses is made up for this process: a response that names it is this server's.
	origin := "http://" + strings.ToLower(rand.Text()) + ".invalid"
	return o.launch(ctx, server{
		name: "the local database (Java 11 or newer)",
		command: func(port int) *exec.Cmd {
			return databaseCommand(java, o.Root, append(storage, "-port", strconv.Itoa(port), "-cors", origin))
		},
		ready: func(ctx context.Context, p *Process) bool {
			response := probe(ctx, http.MethodOptions, p, "/", http.Header{
				"Origin": {origin}, "Access-Control-Request-Method": {http.MethodPost}})
			return response != nil && response.Header.Get("Access-Control-Allow-Origin") == origin
		},
		portLost: "Failed to bind",
	})
}

// javaPath finds the program by JAVA_HOME, as Java's own tools do, otherwise by PATH.
func javaPath() (string, error) {
	name := "java"
	if home := os.Getenv("JAVA_HOME"); home != "" {
		name = filepath.Join(home, "bin", "java")
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("the local database needs Java 11 or newer, but there is no program %q: "+
			"install a Java runtime or set JAVA_HOME", name)
	}
	return path, nil
}

func databaseCommand(java, root string, arguments []string) *exec.Cmd {
	emulator := filepath.Join(packages(root), "amplify-dynamodb-simulator", "emulator")
	cmd := exec.Command(java, append([]string{"-Djava.library.path=" + filepath.Join(emulator, "DynamoDBLocal_lib"),
		"-jar", filepath.Join(emulator, "DynamoDBLocal.jar"), "-sharedDb"}, arguments...)...)
	// The variable rather than the flag: with only the flag, it still spends half a second on telemetry.
	cmd.Env = append(os.Environ(), "DDB_LOCAL_TELEMETRY=0")
	return cmd
}
