package token

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Claims is what a token says.
type Claims struct {
	// Issuer says it, "iss".
	Issuer string
	// Subject is whom it is said of, "sub".
	Subject string
	// Audience is whom it is said to, "aud", a string or several.
	Audience []string
	// ID is of this token, "jti".
	ID string
	// IssuedAt, NotBefore and Expires are "iat", "nbf" and "exp", in whole seconds; the
	// zero time is none.
	IssuedAt, NotBefore, Expires time.Time
	// Extra are all other claims, by name. Numbers of a verified token are json.Number.
	Extra map[string]any
}

// registered are the claims that have a field.
var registered = [...]string{"iss", "sub", "aud", "jti", "iat", "nbf", "exp"}

func (c Claims) encode() (jwt.MapClaims, error) {
	m := jwt.MapClaims{}
	maps.Copy(m, c.Extra)
	for _, name := range registered {
		if _, taken := c.Extra[name]; taken {
			return nil, fmt.Errorf("token: claim %q has a field of its own in Claims; set that", name)
		}
	}
	for name, value := range map[string]string{"iss": c.Issuer, "sub": c.Subject, "jti": c.ID} {
		if value != "" {
			m[name] = value
		}
	}
	for name, value := range map[string]time.Time{"iat": c.IssuedAt, "nbf": c.NotBefore, "exp": c.Expires} {
		if !value.IsZero() {
			m[name] = value.Unix()
		}
	}
	switch len(c.Audience) {
	case 0:
	case 1:
		m["aud"] = c.Audience[0]
	default:
		m["aud"] = c.Audience
	}
	return m, nil
}

// decode takes the claims apart; what has the wrong type makes the token malformed.
func decode(m jwt.MapClaims) (Claims, error) {
	c := Claims{Extra: maps.Clone(map[string]any(m))}
	for name, to := range map[string]*string{"iss": &c.Issuer, "sub": &c.Subject, "jti": &c.ID} {
		if value, there := m[name]; there {
			text, ok := value.(string)
			if !ok {
				return Claims{}, errMalformed()
			}
			*to = text
		}
	}
	for name, to := range map[string]*time.Time{"iat": &c.IssuedAt, "nbf": &c.NotBefore, "exp": &c.Expires} {
		if value, there := m[name]; there {
			at, ok := instant(value)
			if !ok {
				return Claims{}, errMalformed()
			}
			*to = at
		}
	}
	if value, there := m["aud"]; there {
		texts, ok := texts(value)
		if !ok {
			return Claims{}, errMalformed()
		}
		c.Audience = texts
	}
	for _, name := range registered {
		delete(c.Extra, name)
	}
	return c, nil
}

// lastSecond is the end of the year 9999.
const lastSecond = 253402300799

// instant reads a NumericDate, which may have a fraction.
func instant(value any) (time.Time, bool) {
	number, ok := value.(json.Number)
	if !ok {
		return time.Time{}, false
	}
	seconds, err := number.Float64()
	if err != nil || math.IsNaN(seconds) || seconds < 0 || seconds > lastSecond {
		return time.Time{}, false
	}
	return time.Unix(int64(seconds), 0).UTC(), true
}

// texts reads a string or a list of strings.
func texts(value any) ([]string, bool) {
	switch v := value.(type) {
	case string:
		return []string{v}, true
	case []any:
		all := make([]string, len(v))
		for i, each := range v {
			text, ok := each.(string)
			if !ok {
				return nil, false
			}
			all[i] = text
		}
		return all, true
	}
	return nil, false
}

func errMalformed() error {
	return refuse(CodeMalformed, "the token is no JSON Web Token or its claims have the wrong types; get a new one")
}
