package password_test

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/bcrypt"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/password"
	"github.com/neuroglia-go/neuroglia/auth/password/passwordtest"
	"github.com/neuroglia-go/neuroglia/errs"
)

// cheap are schemes whose costs are the least that is allowed.
func cheap() map[string]password.Scheme {
	return map[string]password.Scheme{
		"argon2id": password.Argon2id{Memory: 64, Passes: 1},
		"bcrypt":   password.Bcrypt{Cost: 10},
		"sha256":   passwordtest.SHA256{},
	}
}

func newHasher(t *testing.T, config password.Config) *password.Hasher {
	t.Helper()
	if config.Pepper.IsZero() {
		config.Pepper = passwordtest.Pepper()
	}
	if config.Wait == 0 {
		config.Wait = time.Minute // a busy machine is no failure
	}
	hasher, err := password.New(config)
	require.NoError(t, err)
	return hasher
}

func hash(t *testing.T, h *password.Hasher, text string) string {
	t.Helper()
	hash, err := h.Hash(t.Context(), auth.NewSecret(text))
	require.NoError(t, err)
	return hash
}

func verify(t *testing.T, h *password.Hasher, text, hash string) bool {
	t.Helper()
	ok, err := h.Verify(t.Context(), auth.NewSecret(text), hash)
	require.NoError(t, err)
	return ok
}

func TestAPasswordVerifiesAgainstItsHashOnly(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 72)
	tests := []struct{ name, right, wrong string }{
		{"beyond the 72 bytes of bcrypt", long + "a", long + "b"},
		{"a usual one", "correct horse", "correct horsf"},
		{"non-ASCII", "пароль-密码-🔑", "пароль-密码-🗝"},
		{"a zero byte", "before\x00after", "before\x00other"},
		{"case", "Password1", "password1"},
		{"spaces around it", " password ", "password"},
	}
	for scheme, s := range cheap() {
		h := newHasher(t, password.Config{Scheme: s})
		for i, tt := range tests {
			if scheme == "bcrypt" && i > 0 {
				continue // the pepper takes texts apart before any scheme, and bcrypt is slow
			}
			t.Run(scheme+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				stored := hash(t, h, tt.right)
				require.True(t, verify(t, h, tt.right, stored))
				require.False(t, verify(t, h, tt.wrong, stored))
				require.False(t, verify(t, h, "", stored))
				require.NotContains(t, stored, tt.right)
			})
		}
	}
}

func TestHashesOfOnePasswordDiffer(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"argon2id", "bcrypt"} {
		h := newHasher(t, password.Config{Scheme: cheap()[name]})
		require.NotEqual(t, hash(t, h, "correct horse"), hash(t, h, "correct horse"))
	}
	h := passwordtest.New(t)
	require.Equal(t, "$sha256$keyid=KFtSEjWdLes$0fff71efc8dd2aee5a700d9e47bfb6699ea449d0abcd7e9fa1d93a86b17dba21", hash(t, h, "correct horse"), "the one of tests is always the same")
}

func TestEitherSchemeReadsTheOther(t *testing.T) {
	t.Parallel()
	argon := newHasher(t, password.Config{Scheme: cheap()["argon2id"]})
	bcrypted := newHasher(t, password.Config{Scheme: cheap()["bcrypt"]})
	a, b := hash(t, argon, "correct horse"), hash(t, bcrypted, "correct horse")

	require.True(t, verify(t, argon, "correct horse", b))
	require.True(t, verify(t, bcrypted, "correct horse", a))
	require.False(t, argon.NeedsRehash(a))
	require.True(t, argon.NeedsRehash(b))
	require.True(t, bcrypted.NeedsRehash(a))
	require.False(t, bcrypted.NeedsRehash(b))

	strict := newHasher(t, password.Config{Scheme: cheap()["bcrypt"], Accept: []password.Scheme{}})
	_, err := strict.Verify(t.Context(), auth.NewSecret("correct horse"), a)
	require.Equal(t, password.CodeUnreadable, errs.CodeOf(err))
}

func TestAChangedCostNeedsARehash(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name          string
		before, after password.Scheme
	}{
		{"memory", password.Argon2id{Memory: 64, Passes: 1}, password.Argon2id{Memory: 128, Passes: 1}},
		{"passes", password.Argon2id{Memory: 64, Passes: 1}, password.Argon2id{Memory: 64, Passes: 2}},
		{"lanes", password.Argon2id{Memory: 64, Passes: 1}, password.Argon2id{Memory: 64, Passes: 1, Lanes: 2}},
		{"rounds of bcrypt", password.Bcrypt{Cost: 10}, password.Bcrypt{Cost: 11}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			stored := hash(t, newHasher(t, password.Config{Scheme: tt.before}), "correct horse")
			h := newHasher(t, password.Config{Scheme: tt.after})
			require.True(t, verify(t, h, "correct horse", stored), "it still verifies")
			require.True(t, h.NeedsRehash(stored))
			require.False(t, h.NeedsRehash(hash(t, h, "correct horse")))
		})
	}
}

func TestThePepperChanges(t *testing.T) {
	t.Parallel()
	next := auth.NewSecret("another pepper, of more than 32 bytes")
	for name, scheme := range cheap() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stored := hash(t, newHasher(t, password.Config{Scheme: scheme}), "correct horse")
			without := newHasher(t, password.Config{Scheme: scheme, Pepper: next})
			require.False(t, verify(t, without, "correct horse", stored), "the hash alone is no use")

			both := newHasher(t, password.Config{Scheme: scheme, Pepper: next, OldPeppers: []auth.Secret{passwordtest.Pepper()}})
			require.True(t, verify(t, both, "correct horse", stored))
			require.False(t, verify(t, both, "correct hors", stored))
			require.True(t, both.NeedsRehash(stored))
			require.False(t, both.NeedsRehash(hash(t, both, "correct horse")))
		})
	}
}

// Other systems keep bcrypt(base64(HMAC-SHA384(pepper, password))) without a word on the pepper.
func TestABareBcryptHashIsReadWithTheOldestPepper(t *testing.T) {
	t.Parallel()
	mac := hmac.New(sha512.New384, []byte(passwordtest.Pepper().Reveal()))
	mac.Write([]byte("correct horse"))
	bare, err := bcrypt.GenerateFromPassword([]byte(base64.StdEncoding.EncodeToString(mac.Sum(nil))), 10)
	require.NoError(t, err)
	h := newHasher(t, password.Config{Pepper: auth.NewSecret(strings.Repeat("n", 32)), OldPeppers: []auth.Secret{passwordtest.Pepper()}})
	for _, prefix := range []string{"$2a$", "$2b$", "$2y$"} {
		stored := prefix + string(bare[4:])
		require.True(t, verify(t, h, "correct horse", stored))
		require.False(t, verify(t, h, "wrong horse", stored))
		require.True(t, h.NeedsRehash(stored))
	}
}

func TestLengthsAreLimited(t *testing.T) {
	t.Parallel()
	h := newHasher(t, password.Config{Scheme: passwordtest.SHA256{}, MinBytes: 8, MaxBytes: 64})
	for _, n := range []int{0, 7, 65, 1 << 20} {
		_, err := h.Hash(t.Context(), auth.NewSecret(strings.Repeat("x", n)))
		require.ErrorIs(t, err, errs.KindInvalid)
		require.Equal(t, password.CodeLength, errs.CodeOf(err))
	}
	for _, n := range []int{8, 64} {
		text := strings.Repeat("x", n)
		require.True(t, verify(t, h, text, hash(t, h, text)))
	}
	old := hash(t, newHasher(t, password.Config{Scheme: passwordtest.SHA256{}, MinBytes: 1}), "short")
	require.True(t, verify(t, h, "short", old), "a password from before the rule still opens")
}

func TestNewSaysEveryFault(t *testing.T) {
	t.Parallel()
	_, err := password.New(password.Config{
		Pepper: auth.NewSecret(strings.Repeat("p", 31)), OldPeppers: []auth.Secret{{}},
		Scheme: password.Argon2id{Memory: 1 << 21}, Accept: []password.Scheme{password.Bcrypt{Cost: 31}},
		Concurrency: -1, Wait: -1, MinBytes: 10, MaxBytes: 5,
	})
	for _, part := range []string{"Pepper has 31 bytes", "OldPeppers[0] has 0 bytes", "Argon2id.Memory", "Bcrypt.Cost", "Concurrency", "Wait", "MaxBytes is 5"} {
		require.ErrorContains(t, err, part)
	}
	require.NotContains(t, err.Error(), "ppp")
	for _, scheme := range []password.Argon2id{{Passes: 65}, {Lanes: 65}, {Memory: 8, Lanes: 2}} {
		_, err := password.New(password.Config{Pepper: passwordtest.Pepper(), Scheme: scheme})
		require.ErrorContains(t, err, "Argon2id.")
	}
}
