package mvc

import (
	"net/http"

	"github.com/neuroglia-go/neuroglia/errs"
)

// StatusOf returns the HTTP status of a kind of failure. It is the one table
// between the two: problem documents, OpenAPI and logs all read it.
func StatusOf(kind errs.Kind) int {
	switch kind {
	case errs.KindInvalid:
		return http.StatusBadRequest
	case errs.KindUnauthenticated:
		return http.StatusUnauthorized
	case errs.KindForbidden:
		return http.StatusForbidden
	case errs.KindNotFound:
		return http.StatusNotFound
	case errs.KindConflict:
		return http.StatusConflict
	case errs.KindGone:
		return http.StatusGone
	case errs.KindPreconditionFailed:
		return http.StatusPreconditionFailed
	case errs.KindTooLarge:
		return http.StatusRequestEntityTooLarge
	case errs.KindUnsupported:
		return http.StatusUnsupportedMediaType
	case errs.KindUnprocessable:
		return http.StatusUnprocessableEntity
	case errs.KindPreconditionRequired:
		return http.StatusPreconditionRequired
	case errs.KindTooMany:
		return http.StatusTooManyRequests
	case errs.KindNotImplemented:
		return http.StatusNotImplemented
	case errs.KindUnavailable:
		return http.StatusServiceUnavailable
	case errs.KindTimeout:
		return http.StatusGatewayTimeout
	default:
		return http.StatusInternalServerError
	}
}
