//go:build race

package postgres_test

// queriesPerDraw is fewer under the race detector, which takes thirty times as long.
const queriesPerDraw = 2
