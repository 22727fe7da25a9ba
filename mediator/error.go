package mediator

import (
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
)

// The codes of the faults that the mediator adds to the report of Build.
const (
	// CodeMissingHandler is a request that is required and that nobody handles.
	CodeMissingHandler = "missing_handler"
	// CodeDuplicateHandler is a request with more than one handler.
	CodeDuplicateHandler = "duplicate_handler"
	// CodeBadBehavior is a behaviour that fits no message.
	CodeBadBehavior = "bad_behavior"
	// CodeBadRequest is a type that is required as a request and is none.
	CodeBadRequest = "bad_request"
	// CodeBadMessage is a message that lacks what a behaviour demands, see [Exacting].
	CodeBadMessage = "bad_message"
)

// ErrNoHandler is what a request fails with that no handler is registered for.
// [Require] turns that failure into a fault of Build.
var ErrNoHandler = errs.Internal(CodeMissingHandler, "no handler is registered for the request")

// ErrNotBuilt is what a mediator answers with before di.Services.Build is done.
var ErrNotBuilt = errs.Internal("mediator_not_built",
	"the mediator works once di.Services.Build has returned; send from a handler or a hosted service, not from a constructor")

// place returns "file.go:12" of the nearest caller outside the framework.
func place() string {
	home := strings.TrimSuffix(reflect.TypeFor[Mediator]().PkgPath(), "mediator")
	pcs := make([]uintptr, 16)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		f, more := frames.Next()
		rest, inside := strings.CutPrefix(f.Function, home)
		user := !inside || strings.HasSuffix(f.File, "_test.go") ||
			strings.HasPrefix(rest, "samples/") || strings.HasPrefix(rest, "cmd/")
		if user || !more {
			return filepath.Base(f.File) + ":" + strconv.Itoa(f.Line)
		}
	}
}
