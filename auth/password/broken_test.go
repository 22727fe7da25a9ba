package password_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/password"
	"github.com/neuroglia-go/neuroglia/auth/password/passwordtest"
	"github.com/neuroglia-go/neuroglia/errs"
)

const (
	salt16 = "AAAAAAAAAAAAAAAAAAAAAA"
	hash32 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	body53 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)

// broken are hashes that nobody should have stored.
func broken() map[string]string {
	return map[string]string{
		"plain text":                "correct horse",
		"a hash of no scheme":       "$md5$abc$def",
		"only dollars":              "$$$$",
		"argon2id alone":            "$argon2id$",
		"argon2i":                   "$argon2i$v=19$m=64,t=1,p=1$" + salt16 + "$" + hash32,
		"another version":           "$argon2id$v=16$m=64,t=1,p=1$" + salt16 + "$" + hash32,
		"no version":                "$argon2id$m=64,t=1,p=1$" + salt16 + "$" + hash32,
		"no passes":                 "$argon2id$v=19$m=64,t=0,p=1$" + salt16 + "$" + hash32,
		"no lanes":                  "$argon2id$v=19$m=64,t=1,p=0$" + salt16 + "$" + hash32,
		"no memory":                 "$argon2id$v=19$m=0,t=1,p=1$" + salt16 + "$" + hash32,
		"memory to end the process": "$argon2id$v=19$m=4294967295,t=1,p=1$" + salt16 + "$" + hash32,
		"passes without end":        "$argon2id$v=19$m=64,t=4294967295,p=1$" + salt16 + "$" + hash32,
		"lanes that overflow":       "$argon2id$v=19$m=64,t=1,p=257$" + salt16 + "$" + hash32,
		"memory that overflows":     "$argon2id$v=19$m=4294967360,t=1,p=1$" + salt16 + "$" + hash32,
		"a negative cost":           "$argon2id$v=19$m=-64,t=1,p=1$" + salt16 + "$" + hash32,
		"costs in another order":    "$argon2id$v=19$t=1,m=64,p=1$" + salt16 + "$" + hash32,
		"a cost too many":           "$argon2id$v=19$m=64,t=1,p=1,x=1$" + salt16 + "$" + hash32,
		"no salt":                   "$argon2id$v=19$m=64,t=1,p=1$$" + hash32,
		"no hash":                   "$argon2id$v=19$m=64,t=1,p=1$" + salt16 + "$",
		"a hash that is long":       "$argon2id$v=19$m=64,t=1,p=1$" + salt16 + "$" + strings.Repeat("A", 1024),
		"salt that is no base64":    "$argon2id$v=19$m=64,t=1,p=1$!!!!!!!!!!!!!!!!$" + hash32,
		"bcrypt alone":              "$2a$",
		"bcrypt cut short":          "$2a$10$" + body53[:40],
		"bcrypt too long":           "$2a$10$" + body53 + "A",
		"bcrypt of 2^31 rounds":     "$2a$31$" + body53,
		"bcrypt of cost 99":         "$2a$99$" + body53,
		"bcrypt of no cost":         "$2a$xx$" + body53,
		"ours without pepper":       "$bcrypt-sha384$$2a$10$" + body53,
		"ours without bcrypt":       "$bcrypt-sha384$keyid=AAAAAAAAAAA",
		"ours within ours":          "$bcrypt-sha384$keyid=A$bcrypt-sha384$keyid=A$2a$10$" + body53,
	}
}

func TestABrokenHashIsAnErrorAndNoMatch(t *testing.T) {
	t.Parallel()
	h := newHasher(t, password.Config{Scheme: cheap()["argon2id"]})
	for name, stored := range broken() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ok, err := h.Verify(t.Context(), auth.NewSecret("correct horse"), stored)
			require.False(t, ok)
			require.ErrorIs(t, err, errs.KindInternal)
			require.Equal(t, password.CodeUnreadable, errs.CodeOf(err))
			require.True(t, h.NeedsRehash(stored))
			require.NotContains(t, err.Error(), stored)
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, stored := range broken() {
		f.Add(stored)
	}
	h, err := password.New(password.Config{Pepper: passwordtest.Pepper()})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, stored string) {
		h.NeedsRehash(stored)
		for _, scheme := range []password.Scheme{password.Argon2id{}, password.Bcrypt{}, passwordtest.SHA256{}} {
			parsed, err := scheme.Parse(stored)
			require.Equal(t, err == nil, parsed.Matches != nil)
		}
	})
}
