package organization_test

import (
	"testing"

	"usher/pkg/api"
	"usher/pkg/store"
	"usher/test/harness"
)

// TestRemovalTakesThePicture removes a user who has a picture: nothing of it is left in the table.
func TestRemovalTakesThePicture(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	leaver := owner.Join(t, api.Auditor)
	owner.PutLogo(t, leaver.ID).Want(t, 200, "")
	owner.Do(t, "DELETE", owner.Path("users", leaver.ID), nil).Want(t, 204, "")
	var left store.Logo
	read := store.Fetch(store.LogoKey(owner.Org, leaver.ID), &left)
	if err := s.Store.Load(t.Context(), read); err != nil || read.Found() {
		t.Errorf("the picture is left: %v, %v", read.Found(), err)
	}
}
