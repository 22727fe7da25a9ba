//go:build !race

package datatest

// queriesPerDraw is how many queries each drawn set of documents is asked.
const queriesPerDraw = 20
