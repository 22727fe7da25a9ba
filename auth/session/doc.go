// Package session keeps people signed in: a secret in a cookie or a bearer token, a row in a
// store, and an end.
//
//	sessions, err := session.New(session.Config{
//		Store: store,            // session.NewMemory(), package datasession or redissession
//		TTL:   30 * time.Minute, // without a request
//		Load:  users.Identity,   // who is it by now, and may they still
//	})
//	…
//	router.Use(sessions.Middleware, auth.Middleware(sessions))
//
// [Sessions] is an auth.Authenticator: it finds out who sent a request and refuses nobody.
//
// # Signing in and out
//
// A handler opens a session after it has looked at the password, or whatever else it takes;
// [Sessions.End] ends it again:
//
//	func (h *LogInHandler) Handle(ctx context.Context, cmd LogIn) (mediator.None, error) {
//		user, err := h.users.Verify(ctx, cmd.Username, cmd.Password)
//		if err != nil {
//			return mediator.None{}, err
//		}
//		_, err = h.sessions.Open(ctx, auth.Identity{Subject: user.ID})
//		return mediator.None{}, err
//	}
//
// The cookie is not set there and then. It waits until the unit of work that is open in ctx is
// committed and until the header of the answer is sent, and is left out if the status is 400
// or above: who is told that signing in failed has no session, and a commit that fails sets
// no cookie. A request whose session is extended and that signs out sends the deletion alone.
//
// Programs that keep their token themselves get it from [Sessions.Issue] in a body, send it
// as a [Bearer], or present it in a body again, for [Sessions.Identify].
//
// # What is kept
//
// A session is found by 256 random bits, of which the store has the SHA-256 only: who reads the
// store can sign in as nobody. That hash is the ID of the session and the Session of its identity,
// and may be logged and shown. Tokens are an auth.Secret and are in no error.
//
// Open draws a new secret whatever the request came with, and ends the session it came with, so
// that no session from before can be planted on a user ("fixation"). [Sessions.Rotate] does so
// when a user gets more rights in the midst of a session.
//
// # How long it lasts
//
// A session that no more than TTL × Threshold is left of gets the whole TTL anew with the next
// request, up to its Limit. Of requests that find it so at the same time one extends it and sets
// the cookie; a session that was revoked meanwhile stays so. Where extending fails, the
// request goes on. A session is over at the very moment of its Expires. [Sessions.SetTiming]
// changes TTL and Threshold while the service runs.
//
// A [Purger] forgets what is over, now and then; [Sessions.Purge] does it at once, for a
// command.
//
// # Who may stay
//
// Load is asked on every request. It is there to say who the user is by now, with the roles
// of today, and that one who was deactivated or deleted may not be signed in: their sessions
// all end, the cookie is deleted, and the request is nobody's.
//
// # Taking access away
//
// [Sessions.RevokeAll] ends the sessions of a user. Over package datasession it does so in the
// unit of work that changes the user:
//
//	err := uow.Do(ctx, func(ctx context.Context) error {
//		…
//		return errors.Join(users.Update(ctx, user), sessions.RevokeAll(ctx, auth.Identity{Subject: user.ID}))
//	})
//
// # Signing in while access is taken away
//
// A session that is opened while all are revoked is not among those. So the unit of work that
// signs somebody in calls Update for the user as well, changed or not: it makes sure that
// the user is still the one whose password was looked at, and one of the two units fails.
//
// # Tokens
//
// A [Format] says what a token looks like. [Opaque] is the secret as it is, 43 characters.
// Package jwtsession signs it, together with the end of the session, so that a token that is
// over or made up is refused without a look into the store.
//
// # Stores
//
// A [Store] has six methods; a [Lister] can show users where they are signed in. [Memory] is here,
// the others are packages of their own, and sessiontest has the suite that all of them pass.
//
// # What it is not for
//
// There is no bag of values that belong to a session: a cart or a form that is half filled in
// belongs into the service's own data. Cookies alone are no protection from other sites for
// browsers that do not know SameSite; see package csrf.
package session
