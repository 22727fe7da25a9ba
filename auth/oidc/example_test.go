package oidc_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/oidc"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// corp is an identity provider as far as it is asked here.
func corp(issuer *string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"issuer": %q, "authorization_endpoint": "%[1]s/authorize", "token_endpoint": "%[1]s/token", "jwks_uri": "%[1]s/jwks"}`, *issuer)
	})
}

func Example() {
	var issuer string
	provider := httptest.NewServer(corp(&issuer))
	defer provider.Close()
	issuer = provider.URL

	sessions, err := session.New(session.Config{
		Store:      session.NewMemory(),
		Transports: []session.Transport{session.Cookie{SameSite: http.SameSiteLaxMode}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	problems := &mvc.Problems{}
	party, err := oidc.New(oidc.Config{
		BaseURL:  "https://shop.example/auth",
		Sessions: sessions,
		Store:    oidc.NewMemory(),
		Keys:     []auth.Secret{auth.NewSecret(strings.Repeat("k", 32))},
		Refuse:   problems.Write,
		Providers: []oidc.Provider{{
			Name: "corp", Issuer: issuer, ClientID: "shop", ClientSecret: auth.NewSecret("secret"),
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	handler := sessions.Middleware(auth.Middleware(sessions)(party))

	for _, returnTo := range []string{"/orders", "//evil.example"} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/auth/login/corp?return_to="+url.QueryEscape(returnTo), nil))
		fmt.Println(w.Code)
		if w.Code == http.StatusSeeOther {
			to, _ := url.Parse(w.Header().Get("Location"))
			fmt.Println(to.Path, to.Query().Get("redirect_uri"), to.Query().Get("code_challenge_method"))
		}
	}
	// Output:
	// 303
	// /authorize https://shop.example/auth/callback/corp S256
	// 400
}
