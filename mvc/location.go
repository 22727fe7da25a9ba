package mvc

import (
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
)

// callSite returns "controller.go:12" of the nearest caller outside this
// package: the line that declared a route.
func callSite() string {
	pcs := make([]uintptr, 8)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	here := reflect.TypeFor[RouteInfo]().PkgPath() + "."
	for {
		frame, more := frames.Next()
		outside := !strings.HasPrefix(frame.Function, here) || strings.HasSuffix(frame.File, "_test.go")
		if outside || !more {
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
	}
}
