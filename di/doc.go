// Package di constructs the services of a program: which constructor makes what,
// how long it lives, and who gets it.
package di
