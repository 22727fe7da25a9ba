// Package password keeps passwords so that who steals the store cannot read them, and
// checks them without letting a flood of sign-ins take the service down.
//
//	hasher, err := password.New(password.Config{Pepper: settings.Pepper})
//	hash, err := hasher.Hash(ctx, auth.NewSecret("correct horse battery staple"))
//	ok, err := hasher.Verify(ctx, auth.NewSecret("Tr0ub4dor&3"), hash) // false
//
// # What is stored
//
// A password is first keyed with the pepper, HMAC-SHA384 in base64, so that a store without
// the pepper is no use to a thief and a long password is not cut at the 72 bytes that bcrypt
// reads. The result goes through a slow [Scheme]: [Argon2id], the default, or [Bcrypt]. The
// hash is one line of text that names its scheme, its costs, its salt and its pepper, in the
// PHC string format:
//
//	$argon2id$v=19$m=19456,t=2,p=1,keyid=tZhPcrxvK3I$c2FsdA…$aGFzaA…
//	$bcrypt-sha384$keyid=tZhPcrxvK3I$2a$12$…
//
// A hasher of either scheme reads the hashes of both. [Hasher.NeedsRehash] says that a hash
// is of another scheme, cost or pepper than the present ones; the time to replace it is a
// sign-in, when the password is at hand.
//
// # Changing the pepper
//
// Put the new one in Config.Pepper and the one before in Config.OldPeppers: its hashes still
// verify and need a rehash. When it is taken out of the list, whoever has not signed in since
// has to reset the password. A bare bcrypt hash ("$2a$…", "$2b$…") that another system made
// of the same HMAC names no pepper; it is read with the oldest.
//
// # Under load
//
// A hash takes tens of milliseconds and megabytes on purpose. At most Config.Concurrency of
// them run at once; the next one waits for Config.Wait and then fails with an
// errs.KindUnavailable of [CodeBusy] that says when to come back. Where more wait than can
// have their turn by then, it fails at once. So memory is bounded by Concurrency times
// Argon2id.Memory, about four times that with what the collector has not taken yet, and the
// other requests keep their processors.
//
// # Who is a user
//
// A sign-in for a name that nobody has must take as long as one with a wrong password: call
// [Hasher.Dummy] there, or Verify with an empty hash, which is the same. It does the work of
// the present scheme: while hashes of another scheme or cost are left, their users can be
// told from nobody by the time, which is a reason to let that end.
package password
