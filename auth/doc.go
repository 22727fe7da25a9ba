// Package auth says who asks and what they may do: identities, the policies they are held
// to, and the secrets they prove themselves with.
package auth
