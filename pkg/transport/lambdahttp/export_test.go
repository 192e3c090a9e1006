package lambdahttp

import (
	"context"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/transport"
)

// Function is what Start hands to Lambda.
func Function(handler *transport.Handler, failed error) func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	return (&function{handler: handler, failed: failed}).handle
}
