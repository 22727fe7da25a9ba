//go:build validator_novalidatefn

package validation

// validateFnLinked: validator was built without the rule validateFn.
const validateFnLinked = false
