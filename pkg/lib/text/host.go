package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// hosts are the words of a text that mail programs make a link of although they are hosts only, without a scheme.
// They go by the list of top-level domains, which leaves v.d.Berg and St.John a name.
func hosts(s string) (found []string) {
	for word := range strings.FieldsFuncSeq(dotted(strings.ToLower(s)), between) {
		if word = strings.Trim(word, ".-"); isHost(word) {
			found = append(found, word)
		}
	}
	return found
}

// dotted makes full stops of what IDNA takes for one.
func dotted(s string) string {
	return strings.NewReplacer("。", ".", "．", ".", "｡", ".").Replace(s)
}

// between reports what no host has in it.
func between(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '-' && r != '.'
}

// isHost reports a name below a known top-level domain. Initials are none, though an Indian B.Com or a Dutch J.de Vries
// reads as one: hosts of one letter are few, and not for anybody to have. Neither is an academic degree.
func isHost(word string) bool {
	at := strings.LastIndexByte(word, '.')
	return at > 0 && !initials(word[:at]) && listed(word) && !isDegree(word)
}

// listed reports a name below a public suffix.
func listed(word string) bool {
	at := strings.LastIndexByte(word, '.')
	ascii, err := idna.Punycode.ToASCII(word)
	if at <= 0 || err != nil {
		return false
	}
	suffix, known := publicsuffix.PublicSuffix(ascii)
	return known || strings.Contains(suffix, ".") // unlisted ones are their last label
}

// degrees are what titles look like of which the last part is a top-level domain: Dipl.Ing., Dr.med., B.Com.
const degrees = " dipl.ing mag.ing bacc.ing dr.ing sc.ing dr.med med.vet dr.vet dr.ir drs.ir mag.art mgr.art " +
	"dr.sc mr.sc mg.sc mag.sc b.sc m.sc d.sc b.com m.com b.tech m.tech "

// isDegree reports a title, whatever stands before it: Univ.Prof.Dr.med.
func isDegree(word string) bool {
	domain, err := publicsuffix.EffectiveTLDPlusOne(word)
	return err == nil && strings.Contains(degrees, " "+domain+" ")
}

func initials(s string) bool {
	for label := range strings.SplitSeq(s, ".") {
		if utf8.RuneCountInString(label) > 1 {
			return false
		}
	}
	return true
}
