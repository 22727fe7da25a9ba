package api_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
)

const webhookSecret = "what the provider signs with"

var eventTime = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// adminEvent is an event about Ann, with changes.
func adminEvent(t *testing.T, operation string, at time.Time, changes ...object) []byte {
	t.Helper()
	user := object{"id": "0b8e", "username": "ann", "firstName": "Ann", "lastName": "Lee", "enabled": true}
	for _, change := range changes {
		maps.Copy(user, change)
	}
	representation, err := json.Marshal(user)
	require.NoError(t, err)
	body, err := json.Marshal(object{
		"realmName": "clean-arc", "operationType": operation, "resourceType": "USER", "time": at.UnixMilli(),
		"authDetails":    object{"userId": "a1", "username": "admin", "realmId": "r", "clientId": "c", "ipAddress": "1.2.3.4"},
		"representation": string(representation),
	})
	require.NoError(t, err)
	return body
}

func sign(body []byte) string {
	mac := hmac.New(sha256.New, []byte(webhookSecret))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

func deliver(app *hosttest.App, body []byte, signature string) *mvctest.Request {
	client := app.SubApp("content")
	return client.Post("/v1/authentication/webhook/events-synchronization", body).Header("Content-Type", "application/json").Header("X-Keycloak-Signature", signature)
}

func TestEventsOfTheProviderAreTakenOnceAndInOrderOfTheirTime(t *testing.T) {
	t.Parallel()
	app := serve(t)
	members := hosttest.Resolve[content.Members](app)
	for _, step := range []struct {
		name, operation string
		at              time.Duration
		change          object
		want            string
	}{
		{"a new member", "CREATE", 0, nil, "applied"},
		{"again", "CREATE", 0, nil, "duplicate"},
		{"another name", "UPDATE", time.Hour, object{"lastName": "Smith", "enabled": false}, "applied"},
		{"what was before that", "UPDATE", time.Minute, object{"lastName": "Jones"}, "duplicate"},
		{"something else", "ACTION", 2 * time.Hour, nil, "ignored"},
		{"gone", "DELETE", 3 * time.Hour, nil, "applied"},
		{"gone again", "DELETE", 3 * time.Hour, nil, "duplicate"},
		{"what was before they left", "CREATE", 0, nil, "duplicate"},
		{"what was changed before they left", "UPDATE", 2 * time.Hour, nil, "duplicate"},
		{"what was at the time that they left", "UPDATE", 3 * time.Hour, nil, "duplicate"},
	} {
		body := adminEvent(t, step.operation, eventTime.Add(step.at), step.change)
		answer := decode(t, deliver(app, body, sign(body)).Expect(http.StatusOK))
		require.Equal(t, step.want, answer["status"], step.name)
		if step.at >= 3*time.Hour || step.name == "what was before they left" {
			_, err := members.Get(t.Context(), "0b8e")
			require.ErrorIs(t, err, errs.KindNotFound, step.name)
		}
		if step.name == "what was before that" {
			member, err := members.Get(t.Context(), "0b8e")
			require.NoError(t, err)
			require.Equal(t, "Ann Smith", member.State().FullName)
			require.False(t, member.State().IsActive)
		}
	}
}

// Who was taken away before anything else was heard of them does not come by what was said before.
func TestAMemberWhoLeftDoesNotComeBackByAnOlderEvent(t *testing.T) {
	t.Parallel()
	app := serve(t)
	gone := adminEvent(t, "DELETE", eventTime)
	require.Equal(t, "applied", decode(t, deliver(app, gone, sign(gone)).Expect(200))["status"])
	made := adminEvent(t, "CREATE", eventTime.Add(-time.Hour))
	require.Equal(t, "duplicate", decode(t, deliver(app, made, sign(made)).Expect(200))["status"])
	again := adminEvent(t, "CREATE", eventTime.Add(time.Hour))
	require.Equal(t, "applied", decode(t, deliver(app, again, sign(again)).Expect(200))["status"])
	_, err := hosttest.Resolve[content.Members](app).Get(t.Context(), "0b8e")
	require.NoError(t, err)
}

func TestEventsThatAreNotThoseOfTheProvider(t *testing.T) {
	t.Parallel()
	app := serve(t)
	body := adminEvent(t, "CREATE", eventTime)
	for name, signature := range map[string]string{"none": "", "another": sign([]byte("x")), "no digits": "zz", "cut": sign(body)[:62]} {
		deliver(app, body, signature).Expect(http.StatusUnauthorized).Problem("invalid_signature")
		require.NotEmpty(t, name)
	}
	broken := []byte("{")
	deliver(app, broken, "").Expect(http.StatusUnauthorized).Problem("invalid_signature") // before it is looked at
	for _, body := range [][]byte{broken, []byte("{}"), []byte(`{"realmName":"r","operationType":"CREATE","resourceType":"USER"}`)} {
		deliver(app, body, sign(body)).Expect(http.StatusUnprocessableEntity).Problem("malformed_event")
	}
}
