package identity

import (
	"context"
	"errors"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/throttle"
	"github.com/neuroglia-go/neuroglia/errs"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// Login is what somebody signs in with.
type Login struct {
	Username string
	Password auth.Secret
	// Address is where the request comes from, to slow down who guesses.
	Address string
}

// SignIn checks what somebody signs in with.
type SignIn struct {
	directory   *Directory
	credentials Credentials
	hasher      Hasher
	throttle    *throttle.Throttle
	now         Clock
}

// NewSignIn returns what checks logins.
func NewSignIn(directory *Directory, credentials Credentials, hasher Hasher, throttle *throttle.Throttle, now Clock) *SignIn {
	return &SignIn{directory: directory, credentials: credentials, hasher: hasher, throttle: throttle, now: now}
}

var (
	errCredentials error = errs.Unauthenticated("invalid_credentials", "the username or the password is wrong; try again")
	errInactive    error = errs.Unauthenticated("account_inactive", "the account is inactive; ask an administrator to activate it")
)

// Check returns the user whose login it is. A name that nobody has and a wrong password are
// one error and take the same time; that the account is inactive is told to who knows the
// password only.
func (s *SignIn) Check(ctx context.Context, login Login) (*domain.User, error) {
	name, err := domain.NewUsername(login.Username)
	if err != nil {
		return nil, err
	}
	if err := domain.CheckPassword(login.Password.Reveal()); err != nil {
		return nil, err
	}
	attempt := throttle.Attempt{Account: login.Username, Address: login.Address}
	if err := s.throttle.Allow(ctx, attempt); err != nil {
		return nil, err
	}
	user, err := s.directory.Find(ctx, name)
	if err != nil {
		return nil, err
	}
	if err := s.verify(ctx, user, login.Password); err != nil {
		if errors.Is(err, errs.KindUnavailable) { // told to come back, and no guess
			err = errors.Join(err, s.throttle.Withdraw(ctx, attempt))
		}
		return nil, err
	}
	if err := s.throttle.Succeeded(ctx, attempt); err != nil {
		return nil, err
	}
	if !user.State().IsActive {
		return nil, errInactive
	}
	// Changed or not: whoever takes the access away at the same time fails, or this does, and
	// what comes second sees the other.
	return user, s.directory.Touch(ctx, user)
}

// verify compares the password with that of the user, or with one that matches nothing when
// there is no user, and brings the hash up to date when it is right.
func (s *SignIn) verify(ctx context.Context, user *domain.User, password auth.Secret) error {
	if user == nil {
		_, err := s.hasher.Verify(ctx, password, "")
		return orWrong(false, err)
	}
	credential, err := s.credentials.Get(ctx, user.ID())
	if err != nil {
		return err
	}
	right, err := s.hasher.Verify(ctx, password, credential.Value.Hash)
	if err := orWrong(right, err); err != nil {
		return err
	}
	if s.hasher.NeedsRehash(credential.Value.Hash) {
		if credential.Value.Hash, err = s.hasher.Hash(ctx, password); err != nil {
			return err
		}
	}
	return s.credentials.Update(ctx, credential) // changed or not: it is still the one that was looked at
}

func orWrong(right bool, err error) error {
	if err == nil && !right {
		return errCredentials
	}
	return err
}

// CallerOf returns the user as who sends requests.
func CallerOf(user *domain.User) auth.Identity {
	s := user.State()
	return auth.Identity{Subject: s.ID, Name: string(s.Username), Roles: []string{string(s.Role)}}
}
