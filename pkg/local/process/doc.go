// Package process runs what stands in for AWS on a laptop and in tests: DynamoDB Local, which is AWS's own server
// for the table, and aws-ses-v2-local, which accepts mail by the SES v2 API and shows it on a web page. Both are
// processes on a port of this machine, from npm packages that are pinned in the folder local/. Neither needs an AWS
// account, or a network once it is installed.
//
//	database, err := process.StartDatabase(ctx, process.Options{Log: os.Stderr})
//	if err != nil {
//		return err
//	}
//	defer database.Close()
//	client := dynamodb.NewFromConfig(process.AWSConfig(database.Endpoint()))
//
// Tests use package localtest instead, which starts each server once for all tests. [Command] runs a program,
// such as `go test`, with both servers beside it.
//
// It runs on Linux and macOS, with Java 11 or newer, Node 20.19, 22.12 or newer, and npm.
//
// The database listens on every interface of the machine, since it has no setting for that, and accepts any
// credentials: keep nothing in it that others on the network must not see. The mailbox listens only on 127.0.0.1
// and never forwards mail.
package process
