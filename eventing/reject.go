package eventing

import "errors"

// Reject marks an error as one that no further try can mend: the event is dead-lettered at
// once, whatever [Config].OnFailure says, and the later events of its key are handled. It
// is for events that can never be handled and that nothing has to wait for, such as one that
// is too large to be sent. The error can still be looked into with errors.Is and errors.As.
// Reject(nil) is nil.
func Reject(err error) error {
	if err == nil {
		return nil
	}
	return &rejection{err}
}

// rejection is an error that Reject has marked.
type rejection struct{ err error }

func (r *rejection) Error() string { return r.err.Error() }

func (r *rejection) Unwrap() error { return r.err }

func rejected(err error) bool {
	_, ok := errors.AsType[*rejection](err)
	return ok
}
