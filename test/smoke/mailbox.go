package smoke

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
)

// mailed waits until the mailbox has a mail with a link's token. Where mails cannot be read it does nothing.
func (t *trip) mailed(ctx context.Context, token string) error {
	if t.Mailbox == "" {
		return nil
	}
	return t.until(ctx, "mail with the link", func(ctx context.Context) (bool, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, t.Mailbox, nil)
		if err != nil {
			return false, err
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return false, fmt.Errorf("reading the mailbox: %w", err)
		}
		defer func() { _ = response.Body.Close() }()
		all, err := io.ReadAll(response.Body)
		return bytes.Contains(all, []byte("/"+token)), err
	})
}
