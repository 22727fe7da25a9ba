//go:build !race

package sqlite_test

// queriesPerDraw is how many queries each drawn set of documents is asked.
const queriesPerDraw = 20
