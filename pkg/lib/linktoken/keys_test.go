package linktoken_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"usher/pkg/lib/linktoken"
)

func TestParseKeys(t *testing.T) {
	for name, text := range map[string]string{
		"one": "1:" + secret(1), "two": "1:" + secret(1) + ",2:" + secret(2), "in any order": "200:" + secret(1) + ",3:" + secret(2),
		"spaces between": " 1:" + secret(1) + " , 2:" + secret(2) + "\n", "the highest id": "255:" + secret(1),
	} {
		t.Run(name, func(t *testing.T) {
			k, err := linktoken.ParseKeys(text)
			if err != nil {
				t.Fatal(err)
			}
			if want := fmt.Sprintf("%d link keys", strings.Count(text, ":")); k.String() != want {
				t.Errorf("%s, want %s", k, want)
			}
		})
	}
}

// badKeys are texts that do not hold keys. Each has the secret of 1 or a part of it, which no error may show.
func badKeys() map[string]string {
	good := "1:" + secret(1)
	return map[string]string{
		"nothing": "", "a comma": ",", "no id": secret(1), "an empty id": ":" + secret(1), "id 0": "0:" + secret(1),
		"id 256": "256:" + secret(1), "a negative id": "-1:" + secret(1), "a sign": "+1:" + secret(1), "a letter": "a:" + secret(1),
		"an id twice": good + ",1:" + secret(2), "the same id written otherwise": good + ",01:" + secret(2),
		"a comma behind": good + ",", "a comma before": "," + good, "semicolon": good + ";2:" + secret(2),
		"no secret": "1:", "no base64": "1:!" + secret(1)[1:], "31 bytes": "1:" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{1}, 31)),
		"33 bytes": "1:" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{1}, 33)), "no padding": strings.TrimRight(good, "="),
		"base64url": "1:" + base64.URLEncoding.EncodeToString(bytes.Repeat([]byte{0xff}, 32)), "a line break within": good[:20] + "\n" + good[20:],
		"a colon more": "1::" + secret(1), "three parts": good + ":x", "bits behind the last": strings.TrimSuffix(good, "E=") + "F=",
		"a space within": "1: " + secret(1), "a leading zero": "01:" + secret(1),
		"all zeros": "1:" + secret(0), "the same bytes under another id": good + ",2:" + secret(1),
	}
}

func TestParseKeysRefuses(t *testing.T) {
	for name, text := range badKeys() {
		t.Run(name, func(t *testing.T) {
			k, err := linktoken.ParseKeys(text)
			if err == nil {
				t.Fatalf("ParseKeys(%q) gives %s", text, k)
			}
			if strings.Contains(err.Error(), secret(1)[:8]) {
				t.Errorf("the error shows the key: %v", err)
			}
		})
	}
}

func TestParseKeysSaysWhichKeyIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		" ":                                      "linktoken: no keys are set",
		secret(1):                                `linktoken: key 1 of 1: must read "<id>:<base64>"`,
		"x:" + secret(1):                         "linktoken: key 1 of 1: its id must be a number from 1 to 255",
		"1:" + secret(1) + ",0:" + secret(2):     "linktoken: key 2 of 2: its id must be a number from 1 to 255",
		"1:" + secret(1) + ",1:" + secret(2):     "linktoken: key 2 of 2: another key has its id already",
		"1:" + secret(1) + ",2:" + secret(1):     "linktoken: key 2 of 2: another key has its bytes already, so it replaces nothing",
		"1:" + secret(1) + ",2:?,3:" + secret(3): "linktoken: key 2 of 3: its secret must be base64 with padding",
		"1:AQEB":                                 "linktoken: key 1 of 1: its secret must be of 32 bytes, not 3",
		"1:" + secret(0):                         "linktoken: key 1 of 1: its secret must be random, not all zeros",
	} {
		if _, err := linktoken.ParseKeys(text); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestKeysHide prints keys in every way that a log may.
func TestKeysHide(t *testing.T) {
	raw := bytes.Repeat([]byte{0xa7}, linktoken.KeySize)
	k := keys(t, "1:"+base64.StdEncoding.EncodeToString(raw))
	type exported struct{ Keys linktoken.Keys }
	type hidden struct{ keys linktoken.Keys }
	telling := []string{
		string(raw[:3]), base64.StdEncoding.EncodeToString(raw)[:6], hex.EncodeToString(raw[:3]), strings.ToUpper(hex.EncodeToString(raw[:3])),
		fmt.Sprint(raw[:3])[1:10], `0xa7, 0xa7`, `0XA7, 0XA7`, `\xa7\xa7`, "10100111", "[247 247", "0o247 0o247", "U+00A7",
	}
	var printed []string
	for _, value := range []any{k, &k, exported{k}, &exported{k}, hidden{k}, &hidden{k}, []linktoken.Keys{k}, map[string]linktoken.Keys{"a": k}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "% x", "%#x", "%o", "%O", "%b", "%c", "%U", "%T"} {
			printed = append(printed, verb+": "+fmt.Sprintf(verb, value))
		}
		marshalled, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "keys", value)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "keys", value)
		printed = append(printed, string(marshalled), log.String())
	}
	for _, text := range printed {
		for _, t2 := range telling {
			if strings.Contains(text, t2) {
				t.Errorf("%q shows %q", text, t2)
			}
		}
	}
	if got := fmt.Sprintf("%v %+v %#v", k, k, k); got != "1 link keys 1 link keys 1 link keys" {
		t.Errorf("%q", got)
	}
}

func FuzzParseKeys(f *testing.F) {
	for _, seed := range badKeys() {
		f.Add(seed)
	}
	f.Add("1:" + secret(1) + ",2:" + secret(2))
	f.Fuzz(func(t *testing.T, text string) {
		k, err := linktoken.ParseKeys(text)
		if err != nil {
			return
		}
		if got, err := k.Verify(linktoken.Invitation, k.Sign(linktoken.Invitation, someClaims)); err != nil || got != someClaims {
			t.Errorf("ParseKeys(%q): its last key does not verify what it signed: %v", text, err)
		}
	})
}
