package integration

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
)

// Keycloak reads the events that Keycloak sends about its users and passes them on as commands.
type Keycloak struct {
	mediator *mediator.Mediator
	secret   auth.Secret
	now      content.Clock
}

var _ content.ProviderEvents = (*Keycloak)(nil)

// NewKeycloak returns the reader. Without a secret nothing is accepted.
func NewKeycloak(m *mediator.Mediator, settings Settings, now content.Clock) *Keycloak {
	return &Keycloak{mediator: m, secret: settings.WebhookSecret, now: now}
}

// adminEvent is what is read of an event. The user is a JSON text within the JSON.
type adminEvent struct {
	RealmName     string `json:"realmName"`
	OperationType string `json:"operationType"`
	ResourceType  string `json:"resourceType"`
	Time          int64  `json:"time"`
	AuthDetails   *struct {
		UserID string `json:"userId"`
	} `json:"authDetails"`
	Representation string `json:"representation"`
	Details        struct {
		UserID   string `json:"userId"`
		Username string `json:"username"`
	} `json:"details"`
}

// account is the user of an event.
type account struct {
	ID        string `json:"id"`
	Username  string `json:"username"`
	FirstName string `json:"firstName"`
	LastName  string `json:"lastName"`
	Enabled   *bool  `json:"enabled"`
}

// Receive takes an event: that it is signed is known before it is looked at.
func (k *Keycloak) Receive(ctx context.Context, signature string, body []byte) (content.Synced, error) {
	if !k.signed(signature, body) {
		return "", errs.Unauthenticated("invalid_signature", "the body is not signed with the secret of the webhook; send its HMAC-SHA256 in hexadecimal digits")
	}
	var event adminEvent
	if err := json.Unmarshal(body, &event); err != nil {
		return "", malformed("it is no JSON of an event").Wrap(err)
	}
	if event.RealmName == "" || event.OperationType == "" || event.AuthDetails == nil || event.AuthDetails.UserID == "" {
		return "", malformed("realmName, operationType and authDetails with its userId are required")
	}
	cmd, known, err := k.command(event)
	if err != nil {
		return "", err
	}
	if !known {
		return content.SyncIgnored, nil
	}
	return mediator.Send(auth.AsSystem(ctx, "keycloak"), k.mediator, cmd)
}

func (k *Keycloak) signed(signature string, body []byte) bool {
	if k.secret.IsZero() {
		return false
	}
	given, err := hex.DecodeString(signature)
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, []byte(k.secret.Reveal()))
	mac.Write(body)
	return hmac.Equal(given, mac.Sum(nil))
}

// command returns what an event asks for, if it is about a user and something that is followed.
func (k *Keycloak) command(event adminEvent) (cmd content.SyncMember, known bool, err error) {
	switch {
	case event.ResourceType != "USER":
		return cmd, false, nil
	case event.OperationType != "CREATE" && event.OperationType != "UPDATE" && event.OperationType != "DELETE":
		return cmd, false, nil
	}
	var user account
	if event.Representation != "" {
		if err := json.Unmarshal([]byte(event.Representation), &user); err != nil {
			return cmd, false, malformed("representation is no JSON of a user").Wrap(err)
		}
	}
	cmd = content.SyncMember{
		MemberID: cmp.Or(user.ID, event.Details.UserID), Source: domain.SourceProvider, Gone: event.OperationType == "DELETE", At: k.now(),
		Account: domain.Account{
			Username: cmp.Or(user.Username, event.Details.Username),
			FullName: strings.TrimSpace(user.FirstName + " " + user.LastName),
			IsActive: user.Enabled == nil || *user.Enabled,
		},
	}
	if event.Time > 0 {
		cmd.At = time.UnixMilli(event.Time).UTC()
	}
	if cmd.MemberID == "" || !cmd.Gone && cmd.Account.Username == "" {
		return cmd, false, malformed("the user has no id or no username")
	}
	return cmd, true, nil
}

func malformed(fault string) *errs.Error {
	return errs.New(errs.KindUnprocessable, "malformed_event", "the event cannot be read: "+fault)
}
