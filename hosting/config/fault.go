package config

import (
	"fmt"
	"strings"
)

// Code is the stable reason of a [Fault].
type Code string

// The codes.
const (
	// CodeMissing is a required setting that nothing gives.
	CodeMissing Code = "setting_missing"
	// CodeInvalid is a value that cannot be read or breaks a rule.
	CodeInvalid Code = "setting_invalid"
	// CodeSource is a source that cannot be read: a file, a profile, a flag.
	CodeSource Code = "setting_source"
	// CodeUnsupported is a field of a type that no text can be turned into.
	CodeUnsupported Code = "setting_unsupported"
	// CodeDuplicate is a variable that two fields claim.
	CodeDuplicate Code = "setting_duplicate"
)

// Fault is one thing wrong with the settings, in words for whoever sets them.
type Fault struct {
	Code Code
	// Name is the environment variable, or the source for CodeSource.
	Name string
	// Key is the dotted key of the setting: kitchen.capacity.
	Key string
	// Origin says where the value came from; empty when nothing gave one.
	Origin string
	// Message says what is wrong. It never holds a secret.
	Message string
	// Fix says what to do.
	Fix string
}

// String returns "NAME (origin): message".
func (f Fault) String() string {
	if f.Origin == "" {
		return f.Name + ": " + f.Message
	}
	return f.Name + " (" + f.Origin + "): " + f.Message
}

// Error is every fault of the settings, in the order of the fields.
type Error struct {
	Faults []Fault
}

// Error returns a numbered list with the fix of each fault.
func (e *Error) Error() string {
	var b strings.Builder
	noun := "settings are"
	if len(e.Faults) == 1 {
		noun = "setting is"
	}
	fmt.Fprintf(&b, "%d %s not right; nothing was started.\n", len(e.Faults), noun)
	for i, f := range e.Faults {
		fmt.Fprintf(&b, "\n%d. %s\n", i+1, f)
		if f.Fix != "" {
			fmt.Fprintf(&b, "   fix: %s\n", f.Fix)
		}
	}
	return b.String()
}

// fixMissing tells the ways to give a setting, the best for its kind first.
func (f *field) fixMissing() string {
	if f.secret {
		return fmt.Sprintf("set %s, or %s%s to the path of a file that holds it", f.env, f.env, fileSuffix)
	}
	return fmt.Sprintf("set %s%s in the environment, or %s in the configuration file", f.env, f.sample("="), f.key)
}

// fixInvalid tells what a right value looks like.
func (f *field) fixInvalid() string {
	if sample := f.sample(""); sample != "" && !f.secret {
		return fmt.Sprintf("change %s, for example to %s", f.env, sample)
	}
	return "change " + f.env
}

// sample returns an example of the value after the separator, or nothing.
func (f *field) sample(separator string) string {
	switch {
	case f.example != "":
		return separator + f.example
	case f.hasDef && f.def != "" && !f.secret:
		return separator + f.def
	}
	return ""
}
