// Package oidc signs people in who are known to identity providers: the relying party of
// OpenID Connect, by the authorization code flow.
//
//	party, err := oidc.New(oidc.Config{
//		BaseURL:  "https://shop.example/auth",
//		Sessions: sessions,            // with session.Cookie{SameSite: http.SameSiteLaxMode}
//		Store:    oidc.NewMemory(),    // package dataoidc for more than one process
//		Keys:     []auth.Secret{settings.Key},
//		Refuse:   problems.Write,
//		Providers: []oidc.Provider{{
//			Name: "corp", Issuer: "https://id.example/realms/corp",
//			ClientID: "shop", ClientSecret: settings.Secret, Mapping: token.Keycloak("shop"),
//		}},
//	})
//	…
//	mvc.Mount("/auth", party)
//
// Sessions.Middleware and auth.Middleware belong around it, as around everything.
//
// # Paths
//
// Below the path of BaseURL, for each provider by its name:
//
//	GET  /login/{provider}?return_to=/orders   to the provider
//	GET  /callback/{provider}                  from the provider: its redirect URI
//	POST /logout?return_to=/                   ends the session here and there
//	GET  /logged-out/{provider}                from there: its post logout redirect URI
//	POST /backchannel/{provider}               the provider ends sessions by itself
//
// A link to /login is all that a page needs. Signing out is a form, because what a GET does
// another site can have done; a policy "form-action" of the page has to name the provider.
//
// # What is checked
//
// The request has a state, a nonce and a PKCE challenge (S256), new ones each time. They
// wait in a cookie of the browser, sealed, so that the answer in another browser is refused
// and nobody is signed in as somebody else unawares. Each sign-in has its own cookie, so that
// tabs do not disturb each other, and is answered once, whichever replica is asked. The
// answer must come to the redirect URI of the provider that was asked and, where it says its
// issuer (RFC 9207), be of it. The id token must be signed with a key of the provider and the
// algorithm of that key, and be of its issuer, for this client, not over, of this nonce, and
// beside this access token where it says so. return_to is a path of this site or refused.
//
// # Who signs in
//
// The mapping makes an identity of the claims. Config.OnSignIn has the last word:
//
//	func (u *Users) SignIn(ctx context.Context, s oidc.SignIn) (auth.Identity, error) {
//		user, err := u.ByEmail(ctx, s.Claims.Extra["email"])
//		…
//		return auth.Identity{Subject: user.ID, Roles: user.Roles}, nil
//	}
//
// # Tokens
//
// Browsers see no token but the id token, in the address where the provider ends its session.
// All are kept in the [Store] beside the session, sealed with the Keys: who reads the store
// can use none of them. [RelyingParty.AccessToken] returns the one of the request, renewed
// before it is over. They go when the session is signed out, and a purge forgets those of
// sessions that ended otherwise. After Sessions.Rotate they have to be taken along with
// [RelyingParty.Move].
//
// # Resource servers
//
// A service that takes access tokens which others got needs none of this but [NewTrust].
//
// # Errors
//
// They are listed at [CodeReturn]. None of them repeats what a provider wrote: that is in
// logs, cut short. Discovery is done with the first sign-in and not before, so that a
// provider that is down keeps no service from starting: signing in is answered 503 then,
// and who is signed in stays so.
//
// # What it is not for
//
// There is no implicit and no hybrid flow, and no encrypted id token. Front-channel logout is
// left out, since browsers keep cookies from frames of other sites; the back channel does it.
package oidc
