// Package csrf keeps other sites from acting in the name of those who are signed in here.
//
//	protection, err := csrf.New(csrf.Config{Refuse: problems.Write})
//	if err != nil {
//		return err
//	}
//	router.Use(sessions.Middleware, auth.Middleware(sessions), protection.Middleware)
//
// A browser adds the cookies of a site to every request that it sends there, whoever had it
// send one. The cookie of package session is not sent with what other sites begin, to
// begin with; this is the second lock.
//
// # Where a request comes from
//
// A request that may change something (its method is not GET, HEAD or OPTIONS) is refused
// where the browser says that another origin had it sent: by Sec-Fetch-Site, or by an
// Origin that is not the host, as net/http.CrossOriginProtection has it. Signing in is
// covered too, so that nobody is signed in as somebody else without noticing. What comes
// from no browser says neither and passes: nobody else's cookies are in it.
//
// Requests with an Authorization header of the scheme Bearer pass. No site can have a browser
// add one to a request to another site, unless CORS allows it to.
//
// Nothing of this protects a GET that changes something.
//
// # Tokens
//
// With a Key, a request that may change something in a session needs a token besides, which is
// an HMAC of the session and therefore of no use in any other. The browser gets it in a
// cookie that scripts of this site can read, with the answer to its first GET in the session, and
// returns it in a header:
//
//	fetch("/orders", {method: "POST", headers: {"X-CSRF-Token": cookie("__Host-csrf")}})
//
// A page with a form puts the answer of [Protection.Token] into a hidden field "csrf_token". It
// is another text each time, so that compression does not give it away. Forms with files
// need the header.
package csrf
