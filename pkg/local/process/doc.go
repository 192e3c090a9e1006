// Package process runs what stands in for AWS on a laptop and in tests: DynamoDB Local, which is AWS's own server
// for the table, and aws-ses-v2-local, which takes mail by the SES v2 API and shows it on a web page. Both are
// real processes on a port of this machine, both come from npm packages pinned in the module's folder local/, and
// neither needs an AWS account or a network once it is installed.
//
// [StartDatabase] and [StartMailbox] install what is missing, start one server each and return a [Process] when it
// answers:
//
//	database, err := local.StartDatabase(ctx, local.Options{Log: os.Stderr})
//	if err != nil {
//		return err
//	}
//	defer database.Close()
//	client := dynamodb.NewFromConfig(local.AWSConfig(database.Endpoint()))
//
// Tests use package localtest instead, which starts each server once for all of them. [Command] runs a program,
// such as `go test`, with both servers beside it.
//
// Needed on the machine: Java 11 or newer for the database, Node 20.19, 22.12 or newer for the mailbox, npm to
// install both. Whatever is missing is named in one sentence. It runs on Linux, macOS and the BSDs; on Windows,
// under WSL.
//
// The database listens on every interface of the machine, as it has no setting for that, and accepts any
// credentials: keep nothing in it that others on the network must not see. The mailbox listens on 127.0.0.1 alone
// and never passes mail on.
package process
