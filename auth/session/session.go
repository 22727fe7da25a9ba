package session

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
)

// Session is one time that somebody signed in.
type Session struct {
	// ID names the session where it may be seen: in a list, in a log, in the Session of an
	// identity. It is the SHA-256 of the secret that the token carries, in hexadecimal
	// digits, and lets nobody in.
	ID string
	// Identity is who signed in, as it was then, with Session and Expires filled in.
	Identity auth.Identity
	// Created is when, Expires the first moment at which it is over.
	Created, Expires time.Time
}

// Record is a session as a [Store] keeps it. Times are in UTC, of whole microseconds.
type Record struct {
	// ID is that of the session: 64 hexadecimal digits.
	ID string
	// Owner is whose session it is; see [Owner].
	Owner string
	// Created is when it began, Expires the first moment at which it is over.
	Created, Expires time.Time
	// Data is the identity as JSON.
	Data []byte
}

// Store keeps sessions. What it is told in a unit of work becomes so with the unit where
// the store can (see package datasession), and at once where it cannot. Sessions that are
// over may be returned or not; who asks looks at Expires. A Store is safe for concurrent
// use; the suite sessiontest.TestStore holds an adapter to this contract.
type Store interface {
	// Add keeps a new session.
	Add(ctx context.Context, r Record) error
	// Get returns the session of the id, and whether there is one.
	Get(ctx context.Context, id string) (Record, bool, error)
	// Extend moves the end of a session, provided that it is still from. Of several who
	// try at the same time one is told true. A session that is gone stays so.
	Extend(ctx context.Context, id string, from, to time.Time) (bool, error)
	// Delete forgets the session. One that is gone already is no error.
	Delete(ctx context.Context, id string) error
	// DeleteAll forgets all sessions of the owner but those excepted.
	DeleteAll(ctx context.Context, owner string, except ...string) error
	// Purge forgets the sessions that expire no later than the time, and returns how many.
	// A store whose sessions vanish by themselves returns 0.
	Purge(ctx context.Context, until time.Time) (int, error)
}

// Lister is a [Store] that can tell the sessions of an owner, so that users can see where
// they are signed in.
type Lister interface {
	// List returns them by the time they began, the oldest first.
	List(ctx context.Context, owner string) ([]Record, error)
}

// Owner returns whose sessions those of the identity are: its subject, apart from the same
// subject of another issuer.
func Owner(identity auth.Identity) string {
	// The escaped form holds no '#', so that no subject can be taken for an issuer.
	return url.QueryEscape(identity.Issuer) + "#" + identity.Subject
}

// idOf returns the id of the session whose token carries the secret.
func idOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// snapshot is what a record holds of an identity.
type snapshot struct {
	Subject     string         `json:"subject"`
	Name        string         `json:"name,omitempty"`
	Roles       []string       `json:"roles,omitempty"`
	Permissions []string       `json:"permissions,omitempty"`
	Issuer      string         `json:"issuer,omitempty"`
	Claims      map[string]any `json:"claims,omitempty"`
}

// record returns the session as a store keeps it.
func (s Session) record() (Record, error) {
	i := s.Identity
	data, err := json.Marshal(snapshot{i.Subject, i.Name, i.Roles, i.Permissions, i.Issuer, i.Claims})
	if err != nil {
		return Record{}, fmt.Errorf("keep the identity of %q in a session: %w", i.Subject, err)
	}
	return Record{ID: s.ID, Owner: Owner(i), Created: s.Created, Expires: s.Expires, Data: data}, nil
}

// session returns the session that the record keeps.
func (r Record) session() (Session, error) {
	var kept snapshot
	if err := json.Unmarshal(r.Data, &kept); err != nil {
		return Session{}, fmt.Errorf("read the identity of session %s: %w", r.ID, err)
	}
	return Session{
		ID: r.ID, Created: r.Created, Expires: r.Expires,
		Identity: auth.Identity{
			Subject: kept.Subject, Name: kept.Name, Roles: kept.Roles, Permissions: kept.Permissions,
			Issuer: kept.Issuer, Claims: kept.Claims, Session: r.ID, Expires: r.Expires,
		},
	}, nil
}
