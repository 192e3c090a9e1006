// Package aws is the wing of AWS services other than DynamoDB, which is the store's.
//
//	ses              sends mail
//	eventbus         puts messages onto an event bus
//	linkkeys         the keys that sign mailed links, kept in SSM
//	linkkeys/keeper  makes those keys, when a stage is deployed
//	failedbatch      batches of the stream that failed for good, in S3
//	stages           the files that describe deployments
//	preflight        asks an account what would make a deployment fail
//	release          returns a stage to what ran before its last deployment
//	emf              CloudWatch metrics in log lines (embedded metric format)
//
// It may import lib, api, store and core.
package aws
