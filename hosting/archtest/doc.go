// Package archtest holds a module to its import law.
//
// The law is a table with a row for each package: which packages of the module
// it may import, which foreign modules, and which of the standard library when
// that is limited. [Check] compares the table with what `go list` finds and
// returns every breach: an import that is not in the row, a package without a
// row, a row without a package, test support that production code imports.
//
//	packages, err := archtest.Load(ctx, root)
//	breaches := archtest.Law{Module: "example.com/shop", Rows: rows}.Check(packages)
//
// Packages are listed one by one. A pattern such as data/* would also allow one
// adapter to import its sibling.
package archtest
