// Package session keeps people signed in.
package session
