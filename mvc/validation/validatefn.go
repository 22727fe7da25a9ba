//go:build !validator_novalidatefn

package validation

// validateFnLinked: validator can call methods by their name.
const validateFnLinked = true
