// Package localtest gives tests the real local servers of package local: a database ([Database], [Client]) and a
// mailbox ([Mailbox]).
//
//	func TestMain(m *testing.M) { localtest.Main(m) }
//
//	func TestInvite(t *testing.T) {
//		client := localtest.Client(t)
//		mailbox := localtest.Mailbox(t)
//		…
//		mails := mailbox.Wait(t, t.Context(), "ada@example.com", 1)
//	}
//
// Each server is started by the first test that asks for it, in memory and on a free port, and is shared by all
// tests of the process. Where AWS_ENDPOINT_URL_DYNAMODB or AWS_ENDPOINT_URL_SESV2 is set, the server named there
// is used instead: so do the tests of many packages, run under `go run ./local/run`, share one of each. Tests stay
// apart by the names of their tables and the addresses that they write to, which each must make up for itself.
package localtest
