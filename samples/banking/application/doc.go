// Package application holds the use cases of the bank, one a file, the process that carries
// out transfers, the read models, and as interfaces what all of them need from the world.
package application
