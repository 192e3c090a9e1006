package local

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/publisher"
	"usher/pkg/core/audit/publish"
	"usher/pkg/local/process"
	"usher/pkg/local/stream"
	"usher/pkg/transport/lambdaevent"
)

// hookAttempts gives whoever writes a hook some minutes to start it, or to start it again.
const hookAttempts = 100

// followers deliver the stream to the consumers that follow it, each at its own pace, as event source mappings do.
func (s Settings) followers(ctx context.Context, a *app.App, client *dynamodb.Client, p *parts) []*stream.Follower {
	follower := func(c api.Consumer, f stream.Function) *stream.Follower {
		return &stream.Follower{
			Table: client, Streams: dynamodbstreams.NewFromConfig(process.AWSConfig(p.database)), Name: tableName,
			Function: f, Records: c.Records, Events: c.Events, Expired: c.Expired,
			DeadLetter: s.deadLetter(a.Logger), Logger: a.Logger,
		}
	}
	sealing := follower(api.SealTrail, lambdaevent.Together(publisher.To(a, s.publishing()), a.Logger))
	sealing.Tries = hookAttempts
	return []*stream.Follower{
		follower(api.SendMail, lambdaevent.PerRecord(mailing(ctx, a), a.Logger)),
		sealing,
	}
}

// publishing publishes to the hook of the settings, where there is one.
func (s Settings) publishing() *publish.Publisher {
	if s.Events == nil {
		return nil
	}
	return &publish.Publisher{Bus: s.Events}
}
