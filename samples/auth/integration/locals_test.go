package integration_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

func TestASuperAdminMayChangeWhatEverybodyWroteForAsLongAsTheyAreOne(t *testing.T) {
	t.Parallel()
	app := serve(t)
	ada, bob := register(t, app, "ada.lovelace"), register(t, app, "bob.babbage")
	post := "/v1/posts/" + write(t, app, ada)
	edit := func(text string, status int) {
		t.Helper()
		app.Put(post, object{"text_content": text}).Header("Authorization", bob).Expect(status)
	}
	promote := func(role domain.Role) {
		t.Helper()
		_, err := mediator.Send(auth.AsSystem(t.Context(), "test"), hosttest.Resolve[*mediator.Mediator](app), identity.PromoteUser{Username: "bob.babbage", Role: role})
		require.NoError(t, err)
		settle(t, app, "local-super-admins")
	}
	edit("not yet", http.StatusForbidden)
	promote(domain.RoleAdmin)
	edit("not either", http.StatusForbidden)
	promote(domain.RoleSuperAdmin)
	edit("now", http.StatusOK)
	promote(domain.RoleUser)
	edit("not any more", http.StatusForbidden)
}
