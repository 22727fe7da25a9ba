package csrf

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
)

const (
	// Header is where a token is sent.
	Header = "X-CSRF-Token"
	// Field is the field of a form where a token is sent.
	Field = "csrf_token"

	nonceBytes = 16
	maxForm    = 1 << 20
	cookieName = "csrf"
)

var encoding = base64.RawURLEncoding.Strict()

// Token returns a token of the session in ctx, for a hidden field of a form; "" where there
// is no session or no tokens are wanted.
func (p *Protection) Token(ctx context.Context) string {
	session := p.session(ctx)
	if session == "" {
		return ""
	}
	nonce := make([]byte, nonceBytes)
	_, _ = rand.Read(nonce) // it never fails
	return encoding.EncodeToString(p.sign(nonce, session))
}

// session returns the session in ctx whose requests need a token, "" for none.
func (p *Protection) session(ctx context.Context) string {
	caller, err := auth.FromContext(ctx)
	if err != nil || p.config.Key.IsZero() {
		return ""
	}
	return caller.Session
}

// sign appends to the nonce the proof that it was made for the session.
func (p *Protection) sign(nonce []byte, session string) []byte {
	mac := hmac.New(sha256.New, []byte(p.config.Key.Reveal()))
	mac.Write(nonce)
	mac.Write([]byte(session))
	return mac.Sum(nonce[:nonceBytes:nonceBytes])
}

// verify says whether the token was made for the session.
func (p *Protection) verify(token, session string) bool {
	if len(token) != encoding.EncodedLen(nonceBytes+sha256.Size) {
		return false
	}
	given, err := encoding.DecodeString(token)
	return err == nil && hmac.Equal(given, p.sign(given[:nonceBytes], session))
}

// checkToken returns an error for a request of a session that has no token of it.
func (p *Protection) checkToken(r *http.Request) error {
	if !p.config.Key.IsZero() && !auth.Asked(r.Context()) {
		return errs.Internal("csrf_misplaced", "nobody has found out whose session the request is in, so it cannot be told whether it needs a token; put the protection inside of auth.Middleware")
	}
	session := p.session(r.Context())
	if session == "" {
		return nil
	}
	token := r.Header.Get(Header)
	if token == "" {
		var err error
		if token, err = formToken(r); err != nil {
			return err
		}
	}
	if !p.verify(token, session) {
		return errs.Forbidden(CodeToken, "the request has no token of its session in the header %s or the field %s; load the page again", Header, Field)
	}
	return nil
}

// formToken returns the token of a form, whose body can be read again.
func formToken(r *http.Request) (string, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" || r.Body == nil {
		return "", nil //nolint:nilerr // what is no form has no token
	}
	read, err := io.ReadAll(io.LimitReader(r.Body, maxForm+1))
	if err != nil {
		if _, limited := errors.AsType[*http.MaxBytesError](err); limited {
			return "", errs.New(errs.KindTooLarge, "body_too_large", "the form is too large").Wrap(err)
		}
		return "", fmt.Errorf("read the form: %w", err)
	}
	r.Body = body{io.MultiReader(bytes.NewReader(read), r.Body), r.Body}
	if len(read) > maxForm {
		return "", errs.Forbidden(CodeToken, "the form is too large to look for its token; send the token in the header %s", Header)
	}
	form, err := url.ParseQuery(string(read))
	if err != nil {
		return "", nil //nolint:nilerr // whoever reads the form says what is wrong with it
	}
	return form.Get(Field), nil
}

// body is one that was read in part and put together again.
type body struct {
	io.Reader
	io.Closer
}

// offer sets the cookie of a token on the answer to a page, unless the browser has one.
func (p *Protection) offer(w http.ResponseWriter, r *http.Request) {
	session := p.session(r.Context())
	if session == "" || !safe(r.Method) || bearer(r) {
		return
	}
	for _, cookie := range r.CookiesNamed(p.cookie().Name) {
		if p.verify(cookie.Value, session) {
			return
		}
	}
	cookie := p.cookie()
	cookie.Value = p.Token(r.Context())
	http.SetCookie(w, cookie)
	w.Header().Set("Cache-Control", "no-store")
}

// cookie returns that of the token, without it. Scripts have to read it.
func (p *Protection) cookie() *http.Cookie {
	cookie := &http.Cookie{Name: "__Host-" + cookieName, Path: "/", Secure: true, SameSite: http.SameSiteStrictMode}
	if p.config.Insecure {
		cookie.Name, cookie.Secure = cookieName, false
	}
	return cookie
}
