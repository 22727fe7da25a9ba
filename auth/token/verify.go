package token

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Trust is an issuer whose tokens are taken, and what they must be like.
type Trust struct {
	// Issuer is its "iss", letter for letter. Required.
	Issuer string
	// Audience is who we are to it: a token names at least one of these. Required, because
	// a token for another service is in that service's hands.
	Audience []string
	// Keys are its own: a [KeySet] or [RemoteKeys]. Required.
	Keys KeySource
	// Algorithms are the only ones taken. Nil is whatever its keys are made for.
	Algorithms []Algorithm
	// Type is the "typ" that a token must have, such as "at+jwt". Default: not looked at.
	Type string
	// Skew is how far the clock of the issuer may be ahead of ours. Default: 30 s;
	// negative is none.
	Skew time.Duration
	// Grace is how long after its end a token is still taken. Default: 0.
	Grace time.Duration
	// Mapping says what of a token becomes the identity.
	Mapping Mapping
}

// VerifierConfig is what a verifier needs.
type VerifierConfig struct {
	// Trusted are the issuers, each once.
	Trusted []Trust
	// MaxBytes is the longest token that is looked at. Default: 16 KiB.
	MaxBytes int
	// Now is the clock. Default: time.Now.
	Now func() time.Time
}

// Verifier verifies tokens of several issuers. It is made by [NewVerifier] and safe for
// concurrent use.
type Verifier struct {
	trusted map[string]*Trust
	max     int
	now     func() time.Time
	parser  *jwt.Parser
}

// NewVerifier returns a verifier, or every fault of the configuration joined.
func NewVerifier(config VerifierConfig) (*Verifier, error) {
	v := &Verifier{
		trusted: map[string]*Trust{}, max: cmp.Or(config.MaxBytes, 16<<10), now: config.Now,
		// The claims are checked here, where the order and the codes are ours.
		parser: jwt.NewParser(jwt.WithoutClaimsValidation(), jwt.WithStrictDecoding(), jwt.WithJSONNumber()),
	}
	if v.now == nil {
		v.now = time.Now
	}
	var faults []error
	if len(config.Trusted) == 0 {
		faults = append(faults, errors.New("token: VerifierConfig.Trusted is empty; name the issuers whose tokens are taken"))
	}
	for i := range config.Trusted {
		t := config.Trusted[i]
		faults = append(faults, t.check())
		if v.trusted[t.Issuer] != nil {
			faults = append(faults, fmt.Errorf("token: issuer %q is trusted twice", t.Issuer))
		}
		t.Skew = max(cmp.Or(t.Skew, 30*time.Second), 0)
		v.trusted[t.Issuer] = &t
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return v, nil
}

func (t Trust) check() error {
	switch {
	case t.Issuer == "":
		return errors.New("token: a Trust has no Issuer; set the iss of its tokens")
	case len(t.Audience) == 0 || slices.Contains(t.Audience, ""):
		return fmt.Errorf("token: issuer %q: Audience is empty; set what its tokens call this service", t.Issuer)
	case t.Keys == nil:
		return fmt.Errorf("token: issuer %q: Keys is nil; use NewKeySet or NewRemoteKeys", t.Issuer)
	case t.Grace < 0:
		return fmt.Errorf("token: issuer %q: Grace is %s and must not be negative", t.Issuer, t.Grace)
	}
	return nil
}

// Verify returns what the token says, if it is signed by an issuer that is trusted, for us,
// and now. Its errors are listed at [CodeMalformed] and hold nothing of the token.
func (v *Verifier) Verify(ctx context.Context, text string) (Claims, error) {
	claims, _, err := v.verify(ctx, text)
	return claims, err
}

// Identify returns who the token is of, by the mapping of its issuer. Its errors are those
// of [Verifier.Verify].
func (v *Verifier) Identify(ctx context.Context, text string) (auth.Identity, error) {
	claims, trust, err := v.verify(ctx, text)
	if err != nil {
		return auth.Identity{}, err
	}
	return trust.Mapping.Identity(claims), nil
}

func (v *Verifier) verify(ctx context.Context, text string) (Claims, *Trust, error) {
	if len(text) > v.max {
		return Claims{}, nil, refuse(CodeTooLarge, fmt.Sprintf("the token is longer than %d bytes", v.max))
	}
	var trust *Trust
	body := jwt.MapClaims{}
	parsed, err := v.parser.ParseWithClaims(text, body, func(t *jwt.Token) (any, error) {
		key, by, err := v.key(ctx, t.Header, body)
		if err != nil {
			return nil, err
		}
		trust = by
		return key.m.verify, nil
	})
	if err != nil {
		return Claims{}, nil, translate(err)
	}
	claims, err := decode(body)
	if err != nil {
		return Claims{}, nil, err
	}
	if err := trust.accept(parsed.Header, claims, v.now()); err != nil {
		return Claims{}, nil, err
	}
	return claims, trust, nil
}

// key returns the key that the token must be signed with. The token only says which of the
// issuers and which of its keys; that the algorithm is that of the key makes sure that the
// method of the parser is the one of the key.
func (v *Verifier) key(ctx context.Context, header map[string]any, body jwt.MapClaims) (Key, *Trust, error) {
	if _, there := header["crit"]; there {
		return Key{}, nil, refuse(CodeCritical, "the token has a critical header, and none is known here")
	}
	id, ok := header["kid"].(string)
	if _, there := header["kid"]; (there && !ok) || len(id) > maxIDBytes {
		return Key{}, nil, errMalformed()
	}
	issuer, _ := body["iss"].(string)
	trust := v.trusted[issuer]
	if trust == nil {
		return Key{}, nil, refuse(CodeIssuerUnknown, "the token is of an issuer that is not trusted here")
	}
	alg, _ := header["alg"].(string)
	if trust.Algorithms != nil && !slices.Contains(trust.Algorithms, Algorithm(alg)) {
		return Key{}, nil, errAlgorithm()
	}
	key, err := trust.Keys.Key(ctx, id)
	if err != nil {
		return Key{}, nil, err
	}
	if key.IsZero() || Algorithm(alg) != key.Algorithm() {
		return Key{}, nil, errAlgorithm()
	}
	return key, trust, nil
}

func errAlgorithm() error {
	return refuse(CodeAlgorithm, "the token is signed with an algorithm that its key is not for")
}

// accept checks the claims of a token whose signature is right.
func (t *Trust) accept(header map[string]any, c Claims, now time.Time) error {
	if typ, _ := header["typ"].(string); t.Type != "" && !strings.EqualFold(strings.TrimPrefix(strings.ToLower(typ), "application/"), t.Type) {
		return refuse(CodeType, "the token is of another type; use an access token for this service")
	}
	switch {
	case !slices.ContainsFunc(c.Audience, func(a string) bool { return slices.Contains(t.Audience, a) }):
		return refuse(CodeAudience, "the token is for another service")
	case c.Expires.IsZero() || c.Subject == "":
		return refuse(CodeClaims, "the token lacks an end (exp) or a subject (sub)")
	case !now.Before(c.Expires.Add(t.Grace)):
		return refuse(CodeExpired, "the token has expired; get a new one")
	case now.Add(t.Skew).Before(c.NotBefore) || now.Add(t.Skew).Before(c.IssuedAt):
		return refuse(CodeNotYetValid, "the token is not valid yet; check the clocks")
	}
	return nil
}

// translate turns an error of the parser into one of ours. The parser's text is dropped,
// since it may quote the token.
func translate(err error) error {
	later, waits := errors.AsType[unavailable](err)
	if waits {
		return later
	}
	if own, ok := errors.AsType[*errs.Error](err); ok {
		return own
	}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, jwt.ErrTokenMalformed):
		return errMalformed()
	case errors.Is(err, jwt.ErrTokenSignatureInvalid):
		return refuse(CodeSignature, "the signature of the token is not of its issuer")
	default:
		return errAlgorithm()
	}
}
