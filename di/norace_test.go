//go:build !race

package di_test

// manyScopes is how many scopes must leave nothing behind.
const manyScopes = 1_000_000
