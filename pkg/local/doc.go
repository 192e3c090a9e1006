// Package local runs the whole system on a laptop, with the same use cases, keys, transactions and templates as in an
// AWS account.
//
//	process    starts what stands in for AWS: DynamoDB Local and a mailbox that speaks SES's API
//	stream     follows the table's stream as Lambda's event source mapping does
//	sesevents  makes the events that SES would send about each mail
//	webhook    posts what the audit log records to an address, in place of the event bus
//	seed       fills an empty table with the demo organizations
//	localapp   an App for the local system
//
// It may import every wing. No function links it (TestFunctionsLinkOnlyWhatTheyNeed).
package local
