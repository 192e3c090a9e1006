package acceptance_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/url"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/test/harness"
)

// TestAuthorizationHeader takes the scheme in any case and with any number of spaces behind it, and no key without it.
func TestAuthorizationHeader(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	key := strings.TrimPrefix(owner.Program(t, api.Owner).Header.Get("Authorization"), "Bearer ")
	for header, status := range map[string]int{
		"Bearer " + key: 200, "bearer " + key: 200, "BEARER " + key: 200, "Bearer   " + key: 200, " Bearer " + key + " ": 200,
		key: 401, "Bearer" + key: 401, "Token " + key: 401, "Bearer Bearer " + key: 401, "Bearer": 401, "Bearer " + key + " x": 401,
	} {
		a := s.WithHeader("Authorization", header).Do(t, "GET", owner.Path(), nil)
		if a.Status != status || status == 401 && !strings.Contains(string(a.Body), "the word Bearer") {
			t.Errorf("%q: %d %s", header, a.Status, a.Body)
		}
	}
}

// TestContentEncoding refuses a body that is compressed by saying so, and not as bad JSON.
func TestContentEncoding(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	for coding, status := range map[string]int{"gzip": 415, "br, gzip": 415, "identity": 201, "Identity": 201, "": 201} {
		owner.Header.Set("Content-Encoding", coding)
		a := owner.Do(t, "POST", owner.Path("users"), harness.NewUser(api.Auditor))
		if a.Status != status || status == 415 && !strings.Contains(string(a.Body), "Content-Encoding") {
			t.Errorf("%q: %d %s", coding, a.Status, a.Body)
		}
	}
}

// TestImageJPG takes the name that many programs give image/jpeg.
func TestImageJPG(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	for media, status := range map[string]int{"image/jpg": 200, "Image/JPG": 200, "image/jpeg": 200, "image/tiff": 415} {
		owner.Header.Set("Content-Type", media)
		if a := owner.Do(t, "PUT", owner.Path("users", owner.ID, "logo"), picture.Bytes()); a.Status/100 != status/100 {
			t.Errorf("%s: %d %s", media, a.Status, a.Body)
		}
	}
}

// TestMarksBehindALink opens links behind which a mail program took a mark of the sentence for a part of them.
func TestMarksBehindALink(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	u := owner.Invite(t, api.Auditor)
	token := s.Token(t, owner.Org, u.ID)
	for _, mark := range []string{".", ">", ",", ";", ")", ").", "\"", "'", "”", "!", "?", " "} {
		path := "/v1/invitations/" + url.PathEscape(token+mark)
		s.Browser().Do(t, "GET", path, nil).Want(t, 200, "")
		s.Browser().Do(t, "POST", path+"/request", nil).Want(t, 202, "")
	}
	for _, text := range []string{"." + token, token + "x", token + ".x", token[:len(token)-1] + "."} {
		s.Browser().Do(t, "GET", "/v1/invitations/"+url.PathEscape(text), nil).Want(t, 404, "invitation_invalid")
	}
	s.Browser().Do(t, "POST", "/v1/invitations/"+url.PathEscape(token+".")+"/accept",
		map[string]string{"password": harness.Password}).Want(t, 200, "")
	s.Browser().RequestReset(t, owner.Email)
	s.Browser().Do(t, "POST", "/v1/password-resets/"+url.PathEscape(s.ResetToken(t, owner.Email)+">"),
		map[string]string{"password": harness.Password + " 2"}).Want(t, 204, "")
}
