package mapping

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"
)

// The codes of the faults that a mapping adds to the report of Build.
const (
	// CodeUnmappedField is a field of a destination that nothing is the source of.
	CodeUnmappedField = "unmapped_field"
	// CodeUnmappableField is a field whose source is of a type that does not become
	// the field's.
	CodeUnmappableField = "unmappable_field"
	// CodeUnknownField is a rule that names a field which does not exist.
	CodeUnknownField = "unknown_field"
	// CodeBadRule is a rule that does not fit its pair.
	CodeBadRule = "bad_rule"
	// CodeDuplicateMapping is a pair of types, or a converter, that is declared twice.
	CodeDuplicateMapping = "duplicate_mapping"
)

// ErrNotDeclared is returned, wrapped, by [Map] for a pair of types that no
// profile declares.
var ErrNotDeclared = errors.New("no profile declares the mapping")

// Error is a mapping that failed for the value it was given: a converter or a
// computed field returned an error, or a number does not fit.
type Error struct {
	// Source and Destination are the types that [Map] was asked for.
	Source, Destination reflect.Type
	// Path leads to the field of the destination: "Lines[2].Price".
	Path string
	// Err is the reason.
	Err error
}

// Error names the types, the field and the reason.
func (e *Error) Error() string {
	return fmt.Sprintf("map %v to %v: %s: %v", e.Source, e.Destination, e.Path, e.Err)
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// within says in which field of the destination an error happened.
func within(name string, err error) error {
	e, ok := err.(*Error) //nolint:errorlint // only the one that is being built, never one that a converter wrapped
	if !ok || e.Source != nil {
		return &Error{Path: name, Err: err}
	}
	switch {
	case name == "":
	case e.Path == "" || strings.HasPrefix(e.Path, "["):
		e.Path = name + e.Path
	default:
		e.Path = name + "." + e.Path
	}
	return e
}

// place returns "file.go:12" of the nearest caller outside of this package.
func place() string {
	home := reflect.TypeFor[Profile]().PkgPath() + "."
	pcs := make([]uintptr, 8)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, home) || strings.HasSuffix(f.File, "_test.go") || !more {
			return filepath.Base(f.File) + ":" + strconv.Itoa(f.Line)
		}
	}
}

var errNilSource = errors.New("the source is nil")

func failed[D, S any](err error) error {
	e := within("", err).(*Error) //nolint:errorlint // it is what within makes
	e.Source, e.Destination = reflect.TypeFor[S](), reflect.TypeFor[D]()
	return e
}

func notDeclared[D, S any]() error {
	dst, src := reflect.TypeFor[D](), reflect.TypeFor[S]()
	return fmt.Errorf("map %v to %v: %w; declare it with mapping.For[%v, %v](profile)", src, dst, ErrNotDeclared, src, dst)
}
