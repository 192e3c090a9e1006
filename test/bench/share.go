package bench

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// Owner is whose code a sample of a profile was spent in: the innermost frame that is anybody's, so that a map that
// Usher makes is Usher's, and one that the SDK makes is the SDK's.
type Owner string

// The owners.
const (
	Usher   Owner = "Usher"
	Codec   Owner = "the SDK's item codec (attributevalue)"
	Client  Owner = "the rest of AWS's SDK"
	Runtime Owner = "Go's runtime alone: garbage collection, scheduling"
)

// Owners lists them.
func Owners() []Owner { return []Owner{Usher, Codec, Client, Runtime} }

// Shares reads a processor profile as "go tool pprof -traces" prints it, and gives the share of each owner, 0 to 1.
// Samples of setting up the benchmark and of the tape are left out. It returns an error for what is no such print.
func Shares(r io.Reader) (map[Owner]float64, error) {
	total, by := 0.0, map[Owner]float64{}
	var frames []string
	weight := 0.0
	count := func() {
		if o, ok := owner(frames); ok {
			by[o] += weight
			total += weight
		}
		frames, weight = nil, 0
	}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		text := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(text, "-----") {
			count()
			continue
		}
		if w, frame, ok := weighed(text); ok && len(frames) == 0 {
			weight, text = w, frame
		}
		if weight > 0 {
			frames = append(frames, text)
		}
	}
	count()
	if total == 0 {
		return nil, fmt.Errorf("bench: a profile without samples")
	}
	for o := range by {
		by[o] /= total
	}
	return by, lines.Err()
}

// weighed reads a stack's first line, "10ms   runtime.mallocgc".
func weighed(text string) (weight float64, frame string, ok bool) {
	found := regexp.MustCompile(`^([0-9.]+)(us|ms|s|mins)\s+(.+)$`).FindStringSubmatch(text)
	if found == nil {
		return 0, "", false
	}
	n, err := strconv.ParseFloat(found[1], 64)
	return n * map[string]float64{"us": 1e-6, "ms": 1e-3, "s": 1, "mins": 60}[found[2]], found[3], err == nil
}

// owner is whose a stack is, innermost frame first; false where it is no part of a request.
func owner(frames []string) (Owner, bool) {
	for _, f := range frames {
		switch {
		case strings.HasPrefix(f, "usher/test/bench"), strings.HasPrefix(f, "usher/test/harness"),
			strings.HasPrefix(f, "usher/test/openapitest"),
			strings.HasPrefix(f, "usher/pkg/local"), strings.HasPrefix(f, "usher/pkg/lib/password"),
			strings.HasPrefix(f, "golang.org/x/crypto/argon2"):
			return "", false
		case strings.HasPrefix(f, "usher/"):
			return Usher, true
		case strings.Contains(f, "/attributevalue."):
			return Codec, true
		case strings.HasPrefix(f, "github.com/aws/"):
			return Client, true
		}
	}
	return Runtime, len(frames) > 0
}
