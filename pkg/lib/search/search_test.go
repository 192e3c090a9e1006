package search_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usher/pkg/lib/search"
)

// texts are what a table has of a person: their place in the list, and their terms.
func texts(first, last, address string) []string {
	listed := search.Listed(first, last)
	all := []string{listed + "\x00id"}
	for _, term := range search.Terms(first, last, address, 6) {
		all = append(all, term+" "+listed+"\x00id")
	}
	return all
}

func TestFinds(t *testing.T) {
	people := map[string][3]string{
		"ada":    {"Ada", "Byron", "ada.byron@northwind.example"},
		"jan":    {"Jan", "de Vries", "j@mail.groot.example"},
		"eva":    {"Eva Maria", "Van der Meulen", "eva@groot.example"},
		"mary":   {"Mary", "Watson Parker", "mp@acme.co.uk"},
		"tip":    {"Tip", "O\u2019Neill", "tip_o'neill@example.com"},
		"max":    {"Max", "Müller-Lüdenscheidt", "max@xn--mstermann-07a.swiss"},
		"jose":   {"José", "Straßer", "_jose@example.com"},
		"zolc":   {"Zofia", "Żółć", "z@example.com"},
		"single": {"Madonna", "", "madonna@example.com"},
		"tolkin": {"J.R.R.", "Tolkien", "jrr@example.com"},
		"rani":   {"Rani (Ace)", "Singh, Jr.", "rani+ace@example.com"},
	}
	for query, want := range map[string]string{
		"vries": "jan", "DE VRIES": "jan", "de vr": "jan", "vries, jan": "jan", "jan de vries": "jan",
		"meulen": "eva", "Van der Meulen": "eva", "maria": "eva", "eva meulen": "eva", "der": "eva",
		"Parker": "mary", "watson": "mary", "parker mary": "mary", "acme": "mary", "@acme.co": "mary", "co.uk": "",
		"northwind": "ada", "@north": "ada", "northwind.example": "ada", "ada.byron": "ada", "Byron, Ada": "ada",
		"Ada Byron": "ada", "byron ada": "ada", "ada b": "ada", "Ada Byron <ada.byron@northwind.example>": "ada",
		"ada.byron@": "ada", "ADA.BYRON@NORTHW": "ada", "ada.byron@groot": "", "ada@northwind.example": "",
		"groot": "eva jan", "groot.example": "eva jan", "@groot": "eva jan", "mail.groot": "jan", "j@groot": "jan",
		"O'Neill": "tip", "O’Neill": "tip", "o\u02bcneill": "tip", "o\u2018nei": "tip", "neill": "tip", "tip_o'neill@": "tip",
		"möst": "max", "xn--most": "", "xn--mst": "max", "max@möstermann.swiss": "max", "max@most": "max",
		"max@xn--m": "max", "@möstermann。swiss": "max", "muller": "max", "Mueller": "max", "müller": "max",
		"ludensch": "max", "luedenscheidt": "max", "denscheidt": "",
		"strasser": "jose", "Straßer": "jose", "jose": "jose", "_jose@example": "jose", "jose@example.com": "jose",
		"zolc": "zolc", "Żółć": "zolc", "madonna": "single", "tolkien j.r": "tolkin", "r.r.": "tolkin",
		"ace": "rani", "(ace)": "rani", "singh": "rani", "jr": "rani tolkin", "rani+": "rani",
		"@example.com": "jose rani single tip tolkin zolc", "@example mad": "single", "a@b@c": "", "nobody": "",
		"-": "ada eva jan jose mary max rani single tip tolkin zolc",
	} {
		var found []string
		q := search.Parse(query)
		for name, p := range people {
			if q.Matches(texts(p[0], p[1], p[2]), p[2]) {
				found = append(found, name)
			}
		}
		slices.Sort(found)
		if got := strings.Join(found, " "); got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
}

func TestTerms(t *testing.T) {
	for _, tt := range []struct {
		first, last, address string
		want                 string
	}{
		{"Ada", "Byron", "ada@example.com", "ada|example.com"},
		{"Ada", "Byron", "ada.byron@example.com", "ada.byron|example.com"},
		{"Ada", "Byron", "byron@example.com", "example.com|ada"},
		{"Ada", "Adams", "ada@example.com", "ada|example.com"}, // not told from Adams by its start: "ada@" asks for all of it
		{"Ada", "", "ada@example.com", "example.com"},
		{"Jan", "van der Meulen", "jan@mail.groot.example", "jan|mail.groot.example|groot.example|meulen|der"},
		{"Jan", "de Vries", "info@xn--mstermann-07a.swiss", "info|xn--mstermann-07a.swiss|mostermann.swiss|vries|jan"},
		{"Uwe", "Müller", "u@example.com", "u|example.com|mueller|uwe"},
		// The shortest words of a long name are dropped.
		{"María José", "García López de la Cruz", "mjg@example.com", "mjg|example.com|lopez|maria|cruz|jose"},
	} {
		if got := strings.Join(search.Terms(tt.first, tt.last, tt.address, 6), "|"); got != tt.want {
			t.Errorf("%s %s %s: %s, want %s", tt.first, tt.last, tt.address, got, tt.want)
		}
	}
}

// TestLeadHoldsWhomTheQueryFinds: whoever a query finds has a text in the span that is read; an exact one holds nobody else.
func TestLeadHoldsWhomTheQueryFinds(t *testing.T) {
	name := rapid.StringMatching(`[aäbøO'’. ,-]{0,12}`)
	address := rapid.StringMatching(`[ab._+]{1,4}@([ab]{1,3}\.){1,3}(example|co\.uk|xn--p1ai)`)
	query := rapid.OneOf(name, rapid.StringMatching(`[ab._@ ]{1,8}`), address)
	rapid.Check(t, func(t *rapid.T) {
		first, last, mail := name.Draw(t, "first"), name.Draw(t, "last"), address.Draw(t, "address")
		q := search.Parse(query.Draw(t, "query"))
		if q.Empty() {
			return
		}
		of := texts(first, last, mail)
		span, exact := q.Lead()
		in, found := slices.ContainsFunc(of, span.Holds), q.Matches(of, mail)
		if found && !in || exact && in && !found {
			t.Fatalf("%q of %q: found %v, in the span %q: %v, exact: %v", of, mail, found, span, in, exact)
		}
	})
}
