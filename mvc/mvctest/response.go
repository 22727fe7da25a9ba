package mvctest

import (
	"net/http"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/codec"
)

// Response is an answer that kept to the document. Its methods fail the test and
// return the Response, so that they can be chained.
type Response struct {
	// Status is the HTTP status.
	Status int
	// Headers are the headers.
	Headers http.Header
	// Body is the whole body.
	Body []byte

	t    T
	name string
}

// Header returns the first value of a header, "" where there is none.
func (r *Response) Header(name string) string { return r.Headers.Get(name) }

// JSON decodes the body into the pointer; members that it has no field for fail
// the test.
func (r *Response) JSON(to any) *Response {
	r.t.Helper()
	if err := codec.New().Unmarshal(r.Body, to, codec.Options{}); err != nil {
		r.t.Fatalf("%s: the answer does not fit %T: %v\n%s", r.name, to, err, r.excerpt())
	}
	return r
}

// Problem expects a problem document with the code.
func (r *Response) Problem(code string) *Response {
	r.t.Helper()
	if problem := r.problem(); problem.Code != code {
		r.t.Fatalf("%s: expected the problem %q, got %q\n%s", r.name, code, problem.Code, r.excerpt())
	}
	return r
}

// Fault expects that the problem lists a fault with the code at the pointer
// within a part of the request: Fault("body", "/pizzas/0/size", "oneof").
func (r *Response) Fault(in, pointer, code string) *Response {
	r.t.Helper()
	faults := r.Faults()
	for _, f := range faults {
		if f.In == in && f.Pointer == pointer && f.Code == code {
			return r
		}
	}
	r.t.Fatalf("%s: expected the fault %q at %s %s, got %v", r.name, code, in, pointer, faults)
	return r
}

// Faults returns the faults that the problem lists.
func (r *Response) Faults() []errs.Field {
	r.t.Helper()
	return r.problem().Errors
}

func (r *Response) problem() mvc.Problem {
	r.t.Helper()
	var problem mvc.Problem
	if media := r.Header("Content-Type"); media != mvc.MediaProblem {
		r.t.Fatalf("%s: expected a problem, got %q\n%s", r.name, media, r.excerpt())
	}
	r.JSON(&problem)
	return problem
}

// Event is one server-sent event of an answer.
type Event struct {
	// ID, Name and Retry are the fields "id", "event" and "retry" as they stand.
	ID, Name, Retry string
	// Data is the data, lines joined.
	Data string
}

// Events returns the server-sent events of the body; comments are left out.
func (r *Response) Events() []Event {
	var events []Event
	for block := range strings.SplitSeq(string(r.Body), "\n\n") {
		var event Event
		for line := range strings.SplitSeq(block, "\n") {
			name, value, _ := strings.Cut(line, ": ")
			switch name {
			case "id":
				event.ID = value
			case "event":
				event.Name = value
			case "retry":
				event.Retry = value
			case "data":
				event.Data = strings.TrimPrefix(event.Data+"\n"+value, "\n")
			}
		}
		if event != (Event{}) {
			events = append(events, event)
		}
	}
	return events
}

// excerpt is the beginning of the body, for messages.
func (r *Response) excerpt() string {
	const most = 2000
	if len(r.Body) > most {
		return string(r.Body[:most]) + "…"
	}
	return string(r.Body)
}
