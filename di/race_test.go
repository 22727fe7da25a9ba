//go:build race

package di_test

// manyScopes is fewer under the race detector, which takes thirty times as long.
const manyScopes = 20_000
