package di

import (
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
)

// module is the import path of the framework, to tell its frames from those of
// the program that uses it.
func module() string {
	return strings.TrimSuffix(reflect.TypeFor[Services]().PkgPath(), "di")
}

// callSite returns "file.go:12" of the nearest caller outside the framework, so
// that a registration made through another package of the framework still
// points at the line its user wrote.
func callSite() string {
	pcs := make([]uintptr, 24)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	home := module()
	var frame runtime.Frame
	for more := true; more; {
		frame, more = frames.Next()
		if !insideFramework(frame, home) {
			break
		}
	}
	return shortFile(frame.File, frame.Line)
}

func insideFramework(f runtime.Frame, home string) bool {
	rest, ok := strings.CutPrefix(f.Function, home)
	if !ok || strings.HasSuffix(f.File, "_test.go") {
		return false
	}
	return !strings.HasPrefix(rest, "samples/") && !strings.HasPrefix(rest, "cmd/")
}

func shortFile(file string, line int) string {
	return fmt.Sprintf("%s:%d", filepath.Base(file), line)
}

// functionName returns "pkg.NewOrders (orders.go:12)" for a function value.
func functionName(fn reflect.Value) string {
	f := runtime.FuncForPC(fn.Pointer())
	if f == nil {
		return fn.Type().String()
	}
	name := f.Name()
	name = name[strings.LastIndexByte(name, '/')+1:]
	file, line := f.FileLine(f.Entry())
	return fmt.Sprintf("%s (%s)", name, shortFile(file, line))
}
