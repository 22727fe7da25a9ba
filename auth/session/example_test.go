package session_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
)

func Example() {
	sessions, err := session.New(session.Config{Store: session.NewMemory()})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		if _, err := sessions.Open(r.Context(), auth.Identity{Subject: "42", Name: "Ann"}); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	mux.HandleFunc("POST /logout", func(w http.ResponseWriter, r *http.Request) {
		if err := sessions.End(r.Context()); err != nil {
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, r *http.Request) {
		me, err := auth.FromContext(r.Context())
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
		}
		_, _ = fmt.Fprint(w, me.Name)
	})
	server := httptest.NewTLSServer(sessions.Middleware(auth.Middleware(sessions)(mux)))
	defer server.Close()
	browser := server.Client()
	browser.Jar, _ = cookiejar.New(nil)

	for _, step := range []string{"GET /me", "POST /login", "GET /me", "POST /logout", "GET /me"} {
		fmt.Println(step, visit(browser, server.URL, step))
	}
	// Output:
	// GET /me 401
	// POST /login 200
	// GET /me 200
	// POST /logout 200
	// GET /me 401
}

// visit returns the status of the answer to "METHOD /path".
func visit(browser *http.Client, url, step string) int {
	var method, path string
	_, _ = fmt.Sscan(step, &method, &path)
	r, err := http.NewRequestWithContext(context.Background(), method, url+path, nil)
	if err != nil {
		return 0
	}
	answer, err := browser.Do(r)
	if err != nil {
		return 0
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}
