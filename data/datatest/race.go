//go:build race

package datatest

// queriesPerDraw is fewer under the race detector, which takes thirty times as long.
const queriesPerDraw = 2
