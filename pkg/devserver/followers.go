package devserver

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/follow"
	"usher/pkg/lambdaevent"
	"usher/pkg/local"
)

// followers bring the stream to each consumer that follows it, every one at a
// pace of its own, as event source mappings do.
func (s Settings) followers(ctx context.Context, a *app.App, client *dynamodb.Client, p *parts) []*follow.Follower {
	follower := func(c api.Consumer, f follow.Function) *follow.Follower {
		return &follow.Follower{
			Table: client, Streams: dynamodbstreams.NewFromConfig(local.AWSConfig(p.database)), Name: tableName,
			Function: f, Records: c.Records, DeadLetter: s.deadLetter(a.Logger), Logger: a.Logger,
		}
	}
	return []*follow.Follower{
		follower(api.SendInvitation, lambdaevent.Batch(mailing(ctx, a), a.Logger)),
		follower(api.SealTrail, lambdaevent.Whole(app.SealTrail(a), a.Logger)),
	}
}
