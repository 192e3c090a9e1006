package mail

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"usher/pkg/core/brand"
)

// NewDevice says that an account was signed in to in a browser that had not been used for it before. Agent and Client
// are the browser's name for itself and its network address.
type NewDevice struct {
	To, Locale, Agent, Client string
	Now                       time.Time
}

// Render makes the message. It returns an error only for a broken template.
func (d NewDevice) Render(b brand.Brand) (Message, error) {
	w := catalog(d.Locale)
	return page{
		words: w, Why: w.whyAccount,
		Paragraphs: []string{fmt.Sprintf(w.deviceIntro, w.moment(d.Now)), d.describe(w), w.deviceYou, w.deviceNo},
	}.message(b, Message{To: d.To, Kind: "new-device", Subject: fmt.Sprintf(w.deviceSubject, b.Product)})
}

// describe says which device it was, in words of ours only: whoever signs in may call their browser anything.
func (d NewDevice) describe(w words) string {
	name := w.deviceUnknown
	if known := agentName(d.Agent); known != "" {
		name = known
	}
	if at, err := netip.ParseAddr(d.Client); err == nil && at.Zone() == "" {
		name += " (" + at.String() + ")"
	}
	return fmt.Sprintf(w.device, name)
}

// agentName is a browser's name for itself as people know it, as the dashboard says it: "Firefox, Windows". It is empty
// for what is not known.
func agentName(agent string) string {
	var names []string
	browsers := [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"Chrome/", "Chrome"}, {"Chromium/", "Chrome"}, {"CriOS/", "Chrome"}, {"Safari/", "Safari"}}
	systems := [][2]string{{"iPhone", "iOS"}, {"iPad", "iOS"}, {"Android", "Android"}, {"Windows", "Windows"},
		{"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}}
	for _, known := range [][][2]string{browsers, systems} {
		for _, one := range known {
			if strings.Contains(agent, one[0]) {
				names = append(names, one[1])
				break
			}
		}
	}
	return strings.Join(names, ", ")
}
