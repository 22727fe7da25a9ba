// Package errs is the error vocabulary that every layer shares.
//
// A handler that cannot do what it was asked returns an [Error]: what kind of
// failure it is, a stable reason a program can act on, and a sentence a person
// can read.
//
//	return errs.NotFound("order_not_found", "order %q does not exist", id)
//	return errs.Conflict("kitchen_full", "the kitchen cooks %d orders already; try again when one is ready", n)
//	return errs.Unavailable("menu_offline", "the menu cannot be read").Wrap(err)
//
// # Kinds and codes
//
// A [Kind] is one of a closed list and decides how an edge answers: HTTP status,
// gRPC code, process exit code, log level. Each edge holds exactly one table
// from kinds to its own words. A code is an open, stable snake_case reason
// ("username_taken"); clients switch on it and it never changes once published.
//
// # What a client may see
//
// The message and the fields of an Error are meant for clients. Its cause, given
// to [Error.Wrap], is not: it is for logs. An error that is no Error is of
// [KindInternal], and its text stays inside.
//
// # Looking inside
//
// Errors are wrapped on their way up with fmt.Errorf and %w, so only
// [errors.Is], [errors.As], [KindOf], [CodeOf] and [From] look inside; nothing
// asserts a type. A Kind is itself an error, so both of these hold:
//
//	errors.Is(err, errs.KindNotFound)
//	errors.Is(err, ErrOrderNotFound)   // a sentinel of yours with the same kind and code
package errs
