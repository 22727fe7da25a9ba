package webhook

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// problem is the body of an answer that is no success, as RFC 9457 has it.
type problem struct {
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Detail string       `json:"detail"`
	Code   string       `json:"code"`
	Errors []errs.Field `json:"errors,omitempty"`
}

// refuse answers with the problem that err is. Senders try again what is 503, and take
// what is 4xx for the last word.
func refuse(w http.ResponseWriter, err error, after time.Duration) {
	failure := errs.From(err)
	status := statusOf(failure.Kind)
	p := problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: failure.Message, Code: failure.Reason(), Errors: failure.Fields}
	if failure.Kind == errs.KindInternal {
		p.Code, p.Detail, p.Errors = errs.KindInternal.String(), "the event cannot be handled; the fault is on this side and has been recorded", nil
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(after.Seconds()))))
	}
	p.write(w)
}

// refuseMethod answers what is neither an event nor a question for consent.
func refuseMethod(w http.ResponseWriter) {
	w.Header().Set("Allow", allowed)
	problem{
		Type: "about:blank", Title: http.StatusText(http.StatusMethodNotAllowed), Status: http.StatusMethodNotAllowed,
		Detail: "events are sent with POST", Code: "method_not_allowed",
	}.write(w)
}

func (p problem) write(w http.ResponseWriter) {
	body, _ := json.Marshal(p) // strings and numbers cannot fail to encode
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // the sender may be gone
}

// statusOf is the table of this edge. An event that was put aside is never wanted again,
// whatever kind of error the handler had: 422.
func statusOf(kind errs.Kind) int {
	switch kind {
	case errs.KindInvalid:
		return http.StatusBadRequest
	case errs.KindUnauthenticated:
		return http.StatusUnauthorized
	case errs.KindTooLarge:
		return http.StatusRequestEntityTooLarge
	case errs.KindUnsupported:
		return http.StatusUnsupportedMediaType
	case errs.KindUnavailable, errs.KindTimeout:
		return http.StatusServiceUnavailable
	default:
		return http.StatusUnprocessableEntity
	}
}
