package main

import (
	"fmt"
	"os"
	"path/filepath"

	"usher/test/document"
	"usher/test/plot"
)

// publish writes the figures into the document and the plots beside it.
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
	if err := os.WriteFile(o.write, []byte(done), 0o644); err != nil { //nolint:gosec // a document
		return err
	}
	if err := os.MkdirAll(o.images, 0o755); err != nil { //nolint:gosec // pictures
		return err
	}
	for name, p := range map[string]plot.Plot{"scale-sizes.svg": g.plot(), "scale-crowds.svg": c.plot()} {
		if err := os.WriteFile(filepath.Join(o.images, name), []byte(p.SVG()), 0o644); err != nil { //nolint:gosec // a picture
			return err
		}
	}
	return nil
}

// plot is the time of each step, to that in the smallest organization.
func (g growth) plot() plot.Plot {
	p := plot.Plot{LogX: true, Title: "Time of an operation by users of the organization", X: "users",
		Y: "time / at 10 users"}
	for _, r := range g.rows {
		line := plot.Line{Name: r.step.name}
		for i, n := range g.sizes {
			line.Points = append(line.Points, plot.Point{X: float64(n), Y: r.ratio(i)})
		}
		if r.step.grows {
			continue // it is as long as the organization is large, and would hide the others
		}
		p.Lines = append(p.Lines, line)
	}
	return p
}

// plot is how many users crowds create, to one client.
func (c crowds) plot() plot.Plot {
	p := plot.Plot{LogX: true, Title: "Users created at once by several clients", X: "clients",
		Y: "throughput / of 1 client", LogY: true}
	for _, kind := range []struct {
		together bool
		name     string
	}{{true, "in one organization"}, {false, "each in one of their own"}} {
		all, line := c.of(kind.together), plot.Line{Name: kind.name}
		for _, one := range all {
			line.Points = append(line.Points, plot.Point{X: float64(one.clients), Y: one.rate() / all[0].rate()})
		}
		p.Lines = append(p.Lines, line)
	}
	return p
}
