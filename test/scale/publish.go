package main

import (
	"fmt"
	"os"

	"usher/test/document"
)

// publish writes the figures into the document.
func publish(o options, g growth, c crowds) error {
	text, err := os.ReadFile(o.write)
	if err != nil {
		return err
	}
	done := string(text)
	command := fmt.Sprintf("    go run ./test/scale -users %d -organizations %d -hold %v -write docs/scale.md\n\n",
		o.users, o.organizations, o.hold)
	for name, body := range map[string]string{"sizes": command + g.markdown(), "crowds": command + c.markdown()} {
		if done, err = document.Between(done, "<!-- "+name+" -->\n", "<!-- /"+name+" -->", body); err != nil {
			return fmt.Errorf("%s: %w", o.write, err)
		}
	}
	return os.WriteFile(o.write, []byte(done), 0o644) //nolint:gosec // a document
}
