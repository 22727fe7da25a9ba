package password

import (
	"cmp"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Argon2id is the scheme of RFC 9106. The zero value has the costs that the OWASP password
// storage cheat sheet names: 19 MiB, 2 passes, 1 lane.
type Argon2id struct {
	// Memory is in KiB. Default: 19456.
	Memory uint32
	// Passes is how often the memory is gone through. Default: 2.
	Passes uint32
	// Lanes is how many threads one hash uses. Default: 1.
	Lanes uint8
}

// Bounds of the costs. A stored hash beyond them is broken, so that who can write one
// cannot make the service allocate what it does not have.
const (
	argonMinMemory = 8
	argonMaxMemory = 1 << 20
	argonMaxPasses = 64
	argonMaxLanes  = 64
	argonSalt      = 16
	argonHash      = 32
	argonName      = "$argon2id$"
)

var _ Scheme = Argon2id{}

// Validate says which cost is out of its bounds.
func (a Argon2id) Validate() error {
	a = a.withDefaults()
	switch {
	case a.Memory < argonMinMemory*uint32(a.Lanes) || a.Memory > argonMaxMemory:
		return fmt.Errorf("password: Argon2id.Memory is %d KiB and must be between 8 for each lane and %d", a.Memory, argonMaxMemory)
	case a.Passes > argonMaxPasses:
		return fmt.Errorf("password: Argon2id.Passes is %d and must be %d at most", a.Passes, argonMaxPasses)
	case a.Lanes > argonMaxLanes:
		return fmt.Errorf("password: Argon2id.Lanes is %d and must be %d at most", a.Lanes, argonMaxLanes)
	}
	return nil
}

func (a Argon2id) withDefaults() Argon2id {
	return Argon2id{Memory: cmp.Or(a.Memory, 19456), Passes: cmp.Or(a.Passes, 2), Lanes: cmp.Or(a.Lanes, 1)}
}

// Hash implements [Scheme].
func (a Argon2id) Hash(pepperID string, key []byte) (string, error) {
	a = a.withDefaults()
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt) // never fails: it ends the program when there is no randomness
	hash := argon2.IDKey(key, salt, a.Passes, a.Memory, a.Lanes, argonHash)
	return fmt.Sprintf("%sv=%d$m=%d,t=%d,p=%d,%s%s$%s$%s", argonName, argon2.Version, a.Memory, a.Passes, a.Lanes, keyID, pepperID,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(hash)), nil
}

// Parse implements [Scheme].
func (a Argon2id) Parse(text string) (Stored, error) {
	rest, ok := strings.CutPrefix(text, argonName)
	if !ok {
		return Stored{}, ErrOtherScheme
	}
	parts := strings.Split(rest, "$")
	if len(parts) != 4 || parts[0] != "v="+strconv.Itoa(argon2.Version) {
		return Stored{}, errBroken
	}
	params, pepperID := cutPepper(parts[1])
	costs, err := parseCosts(params)
	if err != nil {
		return Stored{}, err
	}
	salt, saltErr := base64.RawStdEncoding.Strict().DecodeString(parts[2])
	hash, hashErr := base64.RawStdEncoding.Strict().DecodeString(parts[3])
	if err := errors.Join(saltErr, hashErr); err != nil || len(salt) < 8 || len(salt) > 64 || len(hash) < 16 || len(hash) > 64 {
		return Stored{}, errBroken
	}
	return Stored{
		Pepper:  pepperID,
		Current: costs == a.withDefaults() && len(hash) == argonHash && len(salt) == argonSalt,
		Matches: func(key []byte) bool {
			got := argon2.IDKey(key, salt, costs.Passes, costs.Memory, costs.Lanes, uint32(len(hash)))
			return subtle.ConstantTimeCompare(got, hash) == 1
		},
	}, nil
}

// parseCosts reads "m=19456,t=2,p=1".
func parseCosts(text string) (Argon2id, error) {
	var values [3]uint64
	params := strings.Split(text, ",")
	if len(params) != len(values) {
		return Argon2id{}, errBroken
	}
	for i, name := range [...]string{"m=", "t=", "p="} {
		digits, ok := strings.CutPrefix(params[i], name)
		value, err := strconv.ParseUint(digits, 10, 32)
		if !ok || err != nil || value == 0 {
			return Argon2id{}, errBroken
		}
		values[i] = value
	}
	if values[2] > argonMaxLanes {
		return Argon2id{}, errBroken
	}
	costs := Argon2id{Memory: uint32(values[0]), Passes: uint32(values[1]), Lanes: uint8(values[2])}
	return costs, costs.Validate()
}
