package identity

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// TokenSession is a session of a program or an app, which holds tokens instead of a cookie.
type TokenSession struct {
	ID         string    `json:"id"`
	UserID     string    `json:"user_id"`
	SecretHash string    `json:"secret_hash"`
	CreatedAt  time.Time `json:"created_at"`
	LastUseAt  time.Time `json:"last_use_at"`
}

// TokenSessions holds the sessions by id.
type TokenSessions = data.Repository[*data.Document[TokenSession], string]

const tokenSessionUser query.Field[string] = "user_id"

// NewSecret returns a text that nobody guesses, of that many characters.
type NewSecret func(length int) auth.Secret

// AccessTokens makes the tokens that requests carry.
type AccessTokens interface {
	// Issue returns a token for the identity, whose Session it names, and how long it lasts.
	Issue(ctx context.Context, identity auth.Identity) (auth.Secret, time.Duration, error)
}

// secretLength is how many characters the secret of a session token has.
const secretLength = 128

// Tokens is what somebody who signed in is given. The access token is short-lived and sent with
// every request; the session token gets the next one.
type Tokens struct {
	AccessToken  string `json:"access_token"`
	SessionToken string `json:"session_token"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int    `json:"expires_in"`
}

// TokenDesk opens sessions and hands out their tokens.
type TokenDesk struct {
	sessions TokenSessions
	users    Users
	hasher   Hasher
	tokens   AccessTokens
	draw     Draw
	now      Clock
}

// Draw makes what every session has for itself.
type Draw struct {
	ID     NewID
	Secret NewSecret
}

// NewDraw returns what draws.
func NewDraw(id NewID, secret NewSecret) Draw { return Draw{ID: id, Secret: secret} }

// NewTokenDesk returns the desk.
func NewTokenDesk(sessions TokenSessions, users Users, hasher Hasher, tokens AccessTokens, draw Draw, now Clock) *TokenDesk {
	return &TokenDesk{sessions: sessions, users: users, hasher: hasher, tokens: tokens, draw: draw, now: now}
}

// Open opens a session of the user.
func (d *TokenDesk) Open(ctx context.Context, user *domain.User) (Tokens, error) {
	secret, now := d.draw.Secret(secretLength), d.now()
	hash, err := d.hasher.Hash(ctx, secret)
	if err != nil {
		return Tokens{}, err
	}
	session := TokenSession{ID: d.draw.ID(), UserID: user.ID(), SecretHash: hash, CreatedAt: now, LastUseAt: now}
	if err := d.sessions.Add(ctx, data.NewDocument(session)); err != nil {
		return Tokens{}, err
	}
	return d.issue(ctx, user, session.ID, sessionToken(session.ID, secret))
}

func (d *TokenDesk) issue(ctx context.Context, user *domain.User, sessionID, sessionToken string) (Tokens, error) {
	identity := CallerOf(user)
	identity.Session = sessionID
	identity.Permissions = Permissions(user.State().Role)
	access, lasts, err := d.tokens.Issue(ctx, identity)
	if err != nil {
		return Tokens{}, err
	}
	return Tokens{AccessToken: access.Reveal(), SessionToken: sessionToken, TokenType: "Bearer", ExpiresIn: int(lasts / time.Second)}, nil
}

var errSession error = errs.Unauthenticated("invalid_session", "the session token is not that of a session that is open; sign in again")

// Refresh returns a new access token, with the permissions that the user has by now. What is
// wrong with a session token is not told, except to whom it belongs that the account is inactive.
func (d *TokenDesk) Refresh(ctx context.Context, token auth.Secret) (Tokens, error) {
	id, secret, err := splitSessionToken(token)
	if err != nil {
		return Tokens{}, err
	}
	session, err := d.sessions.Get(ctx, id)
	if errors.Is(err, errs.KindNotFound) {
		return Tokens{}, errSession
	} else if err != nil {
		return Tokens{}, err
	}
	if right, err := d.hasher.Verify(ctx, secret, session.Value.SecretHash); err != nil {
		return Tokens{}, err
	} else if !right {
		return Tokens{}, errSession
	}
	user, err := d.users.Get(ctx, session.Value.UserID)
	if err != nil {
		return Tokens{}, err
	}
	if !user.State().IsActive {
		return Tokens{}, errInactive
	}
	if err := d.touch(ctx, session, secret); err != nil {
		return Tokens{}, err
	}
	return d.issue(ctx, user, id, token.Reveal())
}

// touch says that the session was used, and brings its hash up to date.
func (d *TokenDesk) touch(ctx context.Context, session *data.Document[TokenSession], secret auth.Secret) (err error) {
	session.Value.LastUseAt = d.now()
	if d.hasher.NeedsRehash(session.Value.SecretHash) {
		if session.Value.SecretHash, err = d.hasher.Hash(ctx, secret); err != nil {
			return err
		}
	}
	return d.sessions.Update(ctx, session)
}

func sessionToken(id string, secret auth.Secret) string {
	return base64.RawURLEncoding.EncodeToString([]byte(id)) + "." + secret.Reveal()
}

func splitSessionToken(token auth.Secret) (id string, secret auth.Secret, err error) {
	head, tail, found := strings.Cut(token.Reveal(), ".")
	raw, err := base64.RawURLEncoding.DecodeString(head)
	if !found || err != nil || len(raw) > 64 || len(tail) != secretLength {
		return "", auth.Secret{}, errSession
	}
	return string(raw), auth.NewSecret(tail), nil
}
