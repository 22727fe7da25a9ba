package behavior

import "errors"

// ErrUnwound is the outcome that a [Tracer] and a [Meter] are told of a message
// whose handling panicked or ended its goroutine.
var ErrUnwound = errors.New("the handling did not return: it panicked or ended its goroutine")
