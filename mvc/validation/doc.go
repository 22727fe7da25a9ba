// Package validation compiles go-playground/validator tags.
package validation
