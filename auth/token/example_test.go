package token_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/errs"
)

func Example() {
	key, err := token.NewKey("2026-01", token.HS256, auth.NewSecret("at least 32 bytes out of the environment"))
	if err != nil {
		fmt.Println(err)
		return
	}
	keys, err := token.NewKeySet(token.KeySetConfig{Keys: []token.Scheduled{{Key: key}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	issuer, err := token.NewIssuer(token.IssuerConfig{
		Issuer: "https://auth.example", Audience: []string{"shop"}, Keys: keys, Lifetime: 5 * time.Minute,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	verifier, err := token.NewVerifier(token.VerifierConfig{Trusted: []token.Trust{
		{Issuer: "https://auth.example", Audience: []string{"shop"}, Keys: keys},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := issuer.Issue(token.Claims{Subject: "42", Extra: map[string]any{"roles": []string{"chef"}}})
	if err != nil {
		fmt.Println(err)
		return
	}

	handler := auth.Middleware(token.Bearer(verifier))(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := auth.FromContext(r.Context())
		if err != nil {
			fmt.Println(errs.KindOf(err), errs.CodeOf(err))
			return
		}
		fmt.Println(who.Subject, who.Roles)
	}))
	for _, header := range []string{"Bearer " + text.Reveal(), "Bearer " + text.Reveal() + "x", ""} {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", nil)
		r.Header.Set("Authorization", header)
		handler.ServeHTTP(httptest.NewRecorder(), r)
	}
	// Output:
	// 42 [chef]
	// unauthenticated token_signature
	// unauthenticated not_authenticated
}
