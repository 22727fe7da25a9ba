package oidc

import (
	"cmp"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"
)

// maxPending is how many sign-ins one browser may have under way: more tabs than that make
// the oldest begin anew.
const maxPending = 5

// pending is a request to a provider that a browser has not come back from.
type pending struct {
	Provider string `json:"provider"`
	State    string `json:"state"`
	Nonce    string `json:"nonce,omitempty"`
	Verifier string `json:"verifier,omitempty"`
	ReturnTo string `json:"return_to"`
	Expires  int64  `json:"expires"`
}

// Kinds of pending requests, the beginnings of the names of their cookies.
const (
	signIn  = "oidc-sign-in-"
	signOut = "oidc-sign-out-"
)

// cookieName returns the name of the cookie for a state. Each has its own, so that tabs do
// not take each other's.
func (p *RelyingParty) cookieName(kind, state string) string {
	sum := sha256.Sum256([]byte(state))
	return p.cookiePrefix(kind) + hex.EncodeToString(sum[:8])
}

func (p *RelyingParty) cookiePrefix(kind string) string {
	if p.insecure {
		return kind
	}
	return "__Host-" + kind
}

// remember has the browser keep what it will come back for.
func (p *RelyingParty) remember(w http.ResponseWriter, r *http.Request, kind string, what pending) error {
	p.makeRoom(w, r, kind)
	name := p.cookieName(kind, what.State)
	what.Expires = p.now().Add(p.config.Lifetime).Unix()
	value, err := p.sealer.seal(name, what)
	if err != nil {
		return err
	}
	http.SetCookie(w, p.cookie(name, value, int(p.config.Lifetime/time.Second)))
	return nil
}

// cookie returns one of the browser's; a negative age deletes it. It is Lax, because the
// answer of a provider is a navigation that another site began.
func (p *RelyingParty) cookie(name, value string, age int) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: !p.insecure, SameSite: http.SameSiteLaxMode,
	}
}

// recall returns what the browser was to keep for the state, and has it forget that.
func (p *RelyingParty) recall(w http.ResponseWriter, r *http.Request, kind, state string) (pending, bool) {
	if state == "" {
		return pending{}, false
	}
	name := p.cookieName(kind, state)
	for _, cookie := range r.CookiesNamed(name) {
		what, ok := p.read(name, cookie.Value)
		if ok && subtle.ConstantTimeCompare([]byte(what.State), []byte(state)) == 1 {
			http.SetCookie(w, p.cookie(name, "", -1))
			return what, true
		}
	}
	return pending{}, false
}

// read opens a cookie that is not over.
func (p *RelyingParty) read(name, value string) (pending, bool) {
	var what pending
	ok := p.sealer.open(name, value, &what)
	return what, ok && p.now().Unix() < what.Expires
}

// makeRoom has the browser forget the oldest of too many.
func (p *RelyingParty) makeRoom(w http.ResponseWriter, r *http.Request, kind string) {
	type kept struct {
		name    string
		expires int64
	}
	var all []kept
	for _, cookie := range r.Cookies() {
		if strings.HasPrefix(cookie.Name, p.cookiePrefix(kind)) {
			what, ok := p.read(cookie.Name, cookie.Value)
			if !ok {
				what.Expires = 0
			}
			all = append(all, kept{cookie.Name, what.Expires})
		}
	}
	slices.SortFunc(all, func(a, b kept) int { return cmp.Compare(a.expires, b.expires) })
	for len(all) >= maxPending {
		http.SetCookie(w, p.cookie(all[0].name, "", -1))
		all = all[1:]
	}
}
