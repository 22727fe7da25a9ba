// Package application holds the use cases of the pizzeria, one in each file: the
// command or query, its handler and what the handler needs. A handler loads
// aggregates, lets them decide and stores them; what it stores becomes one
// commit. It knows no HTTP and no database.
package application
