// Package openfga holds the authorizer of auth/rebac/openfga to its contract against a real
// OpenFGA server. It is a module of its own, so that what the server is made of reaches
// nobody who uses the library; "make test-extra" runs it.
package openfga
