// Package throttle slows down guessing: who fails to sign in waits, twice as long each time.
//
//	limits, err := throttle.New(throttle.Config{})
//	attempt := throttle.Attempt{Account: username, Address: r.RemoteAddr}
//	if err := limits.Allow(ctx, attempt); err != nil {
//		return err // errs.KindTooMany, too_many_attempts, with when to come back
//	}
//	// check the password; when it is right:
//	err = limits.Succeeded(ctx, attempt)
//
// # What is counted
//
// Attempts are counted by account, against many guesses at one password from anywhere, and by
// address, against one password tried at many accounts. Each has its [Limit]: a few attempts
// are free, then every one is followed by a pause that doubles up to a longest. [Throttle.Allow]
// counts before the password is looked at, so a thousand guesses at once are a thousand counts;
// [Throttle.Succeeded] takes the count back, and [Throttle.Withdraw] where the service had no
// time to look. Names that nobody has are counted like the others and tell nothing.
//
// An IPv6 address counts as its /64, which one customer has all of. Behind a proxy the
// address is the one that the proxy reports, as far as it is trusted; with the address of the
// proxy itself everybody shares one count.
//
// # What it costs the honest
//
// While somebody guesses at an account its owner waits too, at most Limit.Longest at a time:
// keep that short for accounts. A pause is never a lock that needs an administrator.
//
// # Where counts are
//
// In this process by default, at most [MemoryConfig].Entries of them; with several replicas
// each counts for itself, and a restart begins at none. Two stores make replicas count together:
//
//   - package datathrottle, documents of the data.Store that the service has anyway; what is
//     forgotten stays there until a [Purger] deletes it;
//   - package redisthrottle, where guesses are not to be a load on the database.
//
// Both count at once and for good, within a unit of work too: a sign-in that is refused is a
// unit that is rolled back, and its attempt still counts. Others keep the contract of [Store]
// when they pass the suite throttletest.TestStore.
package throttle
