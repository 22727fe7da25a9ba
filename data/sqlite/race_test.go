//go:build race

package sqlite_test

// queriesPerDraw is fewer under the race detector, which takes thirty times as long.
const queriesPerDraw = 4
