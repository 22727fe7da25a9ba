package password

import (
	"cmp"
	"fmt"
	"strings"

	"golang.org/x/crypto/bcrypt"
)

// Bcrypt is the scheme of the modular crypt format "$2a$". It takes little memory; choose it
// where that is short, or where the hashes of another system are kept.
type Bcrypt struct {
	// Cost is the binary logarithm of the rounds, 10 to 20. Default: 12.
	Cost int
}

const (
	bcryptMinCost = 10
	// One step more doubles the time: 20 is a minute and nothing that a sign-in can wait for.
	bcryptMaxCost = 20
	bcryptName    = "$bcrypt-sha384$"
	bcryptBytes   = 60
)

var _ Scheme = Bcrypt{}

// Validate says whether the cost is out of its bounds.
func (b Bcrypt) Validate() error {
	if c := b.cost(); c < bcryptMinCost || c > bcryptMaxCost {
		return fmt.Errorf("password: Bcrypt.Cost is %d and must be between %d and %d", c, bcryptMinCost, bcryptMaxCost)
	}
	return nil
}

func (b Bcrypt) cost() int { return cmp.Or(b.Cost, 12) }

// Hash implements [Scheme].
func (b Bcrypt) Hash(pepperID string, key []byte) (string, error) {
	hash, err := bcrypt.GenerateFromPassword(key, b.cost())
	if err != nil {
		return "", fmt.Errorf("bcrypt: %w", err)
	}
	return bcryptName + keyID + pepperID + string(hash), nil
}

// Parse implements [Scheme]. It reads bare hashes ("$2a$…", "$2b$…", "$2y$…") as well.
func (b Bcrypt) Parse(text string) (Stored, error) {
	pepperID, hash := "", text
	if rest, ok := strings.CutPrefix(text, bcryptName); ok {
		params, bare, found := strings.Cut(rest, "$")
		if _, pepperID = cutPepper(params); !found || pepperID == "" {
			return Stored{}, errBroken
		}
		hash = "$" + bare
	} else if !strings.HasPrefix(text, "$2") {
		return Stored{}, ErrOtherScheme
	}
	cost, err := bcrypt.Cost([]byte(hash))
	if err != nil || len(hash) != bcryptBytes || cost > bcryptMaxCost {
		return Stored{}, errBroken
	}
	return Stored{
		Pepper:  pepperID,
		Current: cost == b.cost(),
		Matches: func(key []byte) bool { return bcrypt.CompareHashAndPassword([]byte(hash), key) == nil },
	}, nil
}
