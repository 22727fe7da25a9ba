package oidc_test

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

func with(name, value string) func(*site, url.Values) {
	return func(_ *site, q url.Values) { q.Set(name, value) }
}

func without(name string) func(*site, url.Values) {
	return func(_ *site, q url.Values) { q.Del(name) }
}

func denied(code string) func(*site, url.Values) {
	return func(_ *site, q url.Values) {
		q.Del("code")
		q.Set("error", code)
		q.Set("error_description", "<script>alert(1)</script> call 0900-1234")
	}
}

func changed(name, value string) func(*url.URL) {
	return func(u *url.URL) {
		q := u.Query()
		q.Set(name, value)
		u.RawQuery = q.Encode()
	}
}

// claims has the id token say something else; nil takes the claim away.
func claims(name string, value any) func(*site) {
	return func(s *site) {
		s.one.claims = func(c values) {
			if c[name] = value; value == nil {
				delete(c, name)
			}
		}
	}
}

func ends(after time.Duration) func(*site) {
	return func(s *site) {
		s.one.claims = func(c values) { c["exp"] = s.clock.Now().Add(after).Unix() }
	}
}

func described(name string, value any) func(*site) {
	return func(s *site) { s.one.document = func(d values) { d[name] = value } }
}

func replies(status int, body string) func(*site) {
	return func(s *site) {
		s.one.tokens = func(w http.ResponseWriter) bool {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
			return true
		}
	}
}

// resigned has the id token signed with what everybody knows.
func resigned(header string) func(*site) {
	return func(s *site) {
		s.one.token = func(text string) string {
			head := b64([]byte(header)) + "." + strings.Split(text, ".")[1]
			return head + "." + b64(hmac256(s.one.public(), head))
		}
	}
}
