// Package identity holds the use cases about users: to register, to sign in and out, to manage
// who stands below. A request says itself who may send it; what only the user it is about can
// tell is decided in its handler.
package identity
