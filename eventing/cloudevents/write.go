package cloudevents

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Mode is how events stand in a message.
type Mode uint8

// The content modes of the specification.
const (
	// Binary has the attributes in headers and the data as the body. One event.
	Binary Mode = iota
	// Structured has all of one event in a body of JSON.
	Structured
	// Batch has any number of events in a body of JSON. It is only for who asked for it.
	Batch
)

// String returns the name of the mode in lower case.
func (m Mode) String() string {
	switch m {
	case Binary:
		return "binary"
	case Structured:
		return "structured"
	case Batch:
		return "batch"
	default:
		return "unknown"
	}
}

// WriteRequest puts the events into the headers and the body of a request, which can be
// sent again by its GetBody. Binary and structured mode take exactly one event. After an
// error the request is unchanged.
func WriteRequest(r *http.Request, mode Mode, events ...Event) error {
	if r.Header == nil {
		r.Header = http.Header{}
	}
	body, err := WriteMessage(r.Header, mode, events...)
	if err != nil {
		return err
	}
	r.ContentLength = int64(len(body))
	r.GetBody = func() (io.ReadCloser, error) {
		if len(body) == 0 {
			return http.NoBody, nil
		}
		return io.NopCloser(bytes.NewReader(body)), nil
	}
	r.Body, err = r.GetBody()
	return err
}

// WriteMessage is [WriteRequest] for any message of HTTP: it sets the headers and returns
// the body, which in binary mode is the data of the event itself. Headers of attributes
// that were there before are removed.
func WriteMessage(header http.Header, mode Mode, events ...Event) ([]byte, error) {
	if mode > Batch {
		return nil, errs.Invalid("invalid_mode", "the mode %d does not exist", mode)
	}
	if mode == Batch {
		body, err := AppendBatch(nil, events...)
		if err == nil {
			reset(header, BatchMediaType)
		}
		return body, err
	}
	if len(events) != 1 {
		return nil, errs.Invalid("invalid_mode", "%s mode takes one event and not %d", mode, len(events))
	}
	if mode == Structured {
		body, err := Append(nil, events[0])
		if err == nil {
			reset(header, MediaType)
		}
		return body, err
	}
	return events[0].writeBinary(header)
}

func (e Event) writeBinary(header http.Header) ([]byte, error) {
	if err := e.Validate(); err != nil {
		return nil, err
	}
	reset(header, e.DataContentType)
	values := make([]string, 0, 8+len(e.Extensions)) // one array for all headers
	for name, value := range e.Attributes() {
		if name != "datacontenttype" {
			n := len(values)
			values = append(values, Escape(value))
			header[headerName(name)] = values[n : n+1 : n+1]
		}
	}
	return e.Data, nil
}

// headerName returns the name of the header in the form of net/http.
func headerName(attribute string) string {
	switch attribute {
	case "specversion":
		return "Ce-Specversion"
	case "id":
		return "Ce-Id"
	case "source":
		return "Ce-Source"
	case "type":
		return "Ce-Type"
	case "subject":
		return "Ce-Subject"
	case "time":
		return "Ce-Time"
	default:
		return headerPrefix + strings.ToUpper(attribute[:1]) + attribute[1:]
	}
}

// reset removes the headers of an earlier event and sets the media type.
func reset(header http.Header, contentType string) {
	for key := range header {
		if len(key) > len(headerPrefix) && key[:len(headerPrefix)] == headerPrefix {
			delete(header, key)
		}
	}
	if contentType == "" {
		header.Del("Content-Type")
		return
	}
	header.Set("Content-Type", contentType)
}
