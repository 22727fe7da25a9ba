// Package content holds the use cases about posts and comments, and about the members whose
// they are.
//
// Who may change something is asked of a [rebac.Authorizer], whose answer is the decision: no
// use case looks at the owner as well. What it knows is written by [Relations], which follows
// the log; it is never part of a transaction of the store.
package content
