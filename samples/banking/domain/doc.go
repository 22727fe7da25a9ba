// Package domain is the bank: people, accounts and transfers, and the rules that they keep.
//
// Each aggregate is its events and nothing else; what it is now is what they add up to.
// Nothing here reads a clock or knows a database: times and ids come in, events go out.
package domain
