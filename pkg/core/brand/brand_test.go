package brand_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usher/pkg/api"
	"usher/pkg/core/brand"
)

// parsers are the settings, each as one that answers with text.
func parsers() map[string]func(string) (string, error) {
	return map[string]func(string) (string, error){
		"name": brand.ParseName, "logo": brand.ParseLogo, "support": brand.ParseSupport, "upgrade": brand.ParseUpgrade,
		"color": func(s string) (string, error) { c, err := brand.ParseColor(s); return c.Filled, err },
	}
}

func TestSettings(t *testing.T) {
	for setting, values := range map[string]map[string]string{
		"name":    {"": "Usher", "Acme Studio": "Acme Studio", "  Müller & Söhne ": "Müller & Söhne", "Booking.com": "Booking.com"},
		"logo":    {"": "/icon.svg", "/logo.svg": "/logo.svg", "/brand/Acme-2.png": "/brand/Acme-2.png", "https://cdn.acme.example:8443/a/logo.png?v=2": "https://cdn.acme.example:8443/a/logo.png?v=2"},
		"color":   {"": "", "#2257c9": "#2257c9", "#2257C9": "#2257c9", "#000000": "#000000"},
		"support": {"": "", "Help@Acme.example": "Help@acme.example", "help@münchen.example": "help@xn--mnchen-3ya.example"},
		"upgrade": {"": "", "https://acme.example/plans?from=usher": "https://acme.example/plans?from=usher", "mailto:sales@acme.example?subject=More%20seats": "mailto:sales@acme.example?subject=More%20seats"},
	} {
		for value, want := range values {
			if got, err := parsers()[setting](value); got != want || err != nil {
				t.Errorf("%s %q: %q, %v; want %q", setting, value, got, err, want)
			}
		}
	}
}

// TestBadSettings: the error says what the setting must be, and nothing is taken from it.
func TestBadSettings(t *testing.T) {
	for setting, values := range map[string][]string{
		"name": {" ", "a\nBcc: eve@evil.example", "https://evil.example", "x\u202ey", strings.Repeat("a", 41), "Buy something. Go there."},
		"logo": {"logo.svg", "//evil.example/logo.svg", "http://acme.example/logo.svg", "/../secret.svg", "/a/../b.svg", "/logo", "/app.js", "data:image/svg+xml,x",
			"https://", "https://a b.example/x.png", "https://user@acme.example/x.png", "https://acme.example; script-src *", "https://acme.example/x\n.png", "https://*.example/x.png", "https://'self'/x.png"},
		"color":   {"blue", "#fff", "2257c9", "#2257c", "#2257c99", "#2257cg", "rgb(1,2,3)", "#2257c9;"},
		"support": {"acme.example", "a@b", "Acme <help@acme.example>", "a@acme.example,b@acme.example", "mailto:help@acme.example", "help@acme.example\nBcc: x@evil.example"},
		"upgrade": {"acme.example", "http://acme.example", "javascript:alert(1)", "mailto:", "mailto:nobody", "mailto:a@acme.example?subject=two words", "data:text/html,x", "https://acme.example/\"onclick"},
	} {
		for _, value := range values {
			got, err := parsers()[setting](value)
			if err == nil || got != "" || !strings.HasPrefix(err.Error(), "must ") {
				t.Errorf("%s %q: %q, %v", setting, value, got, err)
			}
		}
	}
}

// contrast is the ratio of two colors, calculated as WCAG 2.2 writes it.
func contrast(t *rapid.T, a, b string) float64 {
	luminance := func(s string) float64 {
		var c [3]int
		if _, err := fmt.Sscanf(s, "#%02x%02x%02x", &c[0], &c[1], &c[2]); err != nil || len(s) != 7 {
			t.Fatalf("%q: %v", s, err)
		}
		var l [3]float64
		for i, v := range c {
			l[i] = float64(v) / 255 / 12.92
			if s := float64(v) / 255; s > 0.04045 {
				l[i] = math.Pow((s+0.055)/1.055, 2.4)
			}
		}
		return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2]
	}
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// TestColorsCanBeRead: whatever the color, text can be read, and a color that could be read stays as it is.
func TestColorsCanBeRead(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		set := fmt.Sprintf("#%06x", rapid.IntRange(0, 0xffffff).Draw(r, "color"))
		c, err := brand.ParseColor(set)
		if err != nil {
			r.Fatal(err)
		}
		for _, pair := range [][2]string{{c.Filled, "#ffffff"}, {c.OnLight, "#ffffff"}, {c.OnLight, "#f2f4f7"}, {c.OnDark, "#16181d"},
			{c.OnDark, "#22252c"}, {c.OnDark, "#282e37"}} {
			if ratio := contrast(r, pair[0], pair[1]); ratio < 4.5 {
				r.Errorf("%s: %s on %s has %.2f:1", set, pair[0], pair[1], ratio)
			}
		}
		if contrast(r, set, "#ffffff") >= 4.5 && c.Filled != set {
			r.Errorf("%s became %s", set, c.Filled)
		}
	})
}

func TestScript(t *testing.T) {
	colors, _ := brand.ParseColor("#2257c9")
	for want, b := range map[string]brand.Brand{
		`{"product":"Usher","logo":"/icon.svg"}`: brand.Default(),
		`{"product":"</script>\u2028","logo":"/a.svg","colors":{"filled":"#2257c9","on_light":"#2257c9","on_dark":"` + colors.OnDark + `"},"support":"a@acme.example","upgrade":"https://acme.example/?a=1&b=2"}`: {
			Product: "</script>\u2028", Logo: "/a.svg", Colors: colors, Support: "a@acme.example", Upgrade: "https://acme.example/?a=1&b=2"},
	} {
		script, err := b.Script(api.Roles{})
		text, found := strings.CutPrefix(script, "globalThis.usherConfig = ")
		if text, ended := strings.CutSuffix(text, ";\n"); err != nil || !found || !ended || !strings.Contains(text, `"roles":[{"id":"owner",`) || strings.ContainsAny(text, "<>&\u2028\n") {
			t.Errorf("%v: %s", err, script)
		} else if got, wanted := decode(t, text), decode(t, want); got != wanted {
			t.Errorf("%s\nwant %s", got, wanted)
		}
	}
}

func decode(t *testing.T, text string) string {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	delete(v, "roles") // the brand's alone
	return fmt.Sprint(v)
}

// TestPolicy: a logo elsewhere is the only thing that comes from another origin.
func TestPolicy(t *testing.T) {
	const plain = "img-src 'self' data: blob:;"
	for logo, want := range map[string]string{
		"/icon.svg": plain, "https://cdn.acme.example:8443/a/logo.png?v=2": "img-src 'self' data: blob: https://cdn.acme.example:8443;",
	} {
		policy := brand.Brand{Logo: logo}.ContentSecurityPolicy()
		if !strings.Contains(policy, want) || strings.Count(policy, "https:") != strings.Count(want, "https:") {
			t.Errorf("%s: %s", logo, policy)
		}
	}
}
