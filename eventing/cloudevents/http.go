package cloudevents

import (
	"io"
	"iter"
	"mime"
	"net/http"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
)

// The media types of events themselves.
const (
	// MediaType is that of one event in the JSON format.
	MediaType = "application/cloudevents+json"
	// BatchMediaType is that of several events in the JSON batch format.
	BatchMediaType = "application/cloudevents-batch+json"
)

// headerPrefix stands before the names of attributes, in the form of net/http.
const headerPrefix = "Ce-"

// FromRequest reads the events of a request: one in binary or structured mode, any number
// in batch mode. It reads no further into the body than the limits allow. Errors are of
// errs.KindInvalid with every fault, errs.KindTooLarge, or errs.KindUnsupported where the
// request has no events in a format that is known.
func FromRequest(r *http.Request, limits Limits) ([]Event, error) {
	return FromMessage(r.Header, r.Body, limits)
}

// FromMessage is [FromRequest] for any message of HTTP, such as a response.
func FromMessage(header http.Header, body io.Reader, limits Limits) ([]Event, error) {
	limits = limits.withDefaults()
	mode, err := modeOf(header)
	if err != nil {
		return nil, err
	}
	if mode == Batch {
		data, err := readAll(body, limits.BatchBytes)
		if err != nil {
			return nil, err
		}
		return ParseBatch(data, limits)
	}
	data, err := readAll(body, limits.EventBytes)
	if err != nil {
		return nil, err
	}
	event, err := fromMessage(mode, header, data, limits)
	if err != nil {
		return nil, err
	}
	return []Event{event}, nil
}

func fromMessage(mode Mode, header http.Header, data []byte, limits Limits) (Event, error) {
	if mode == Structured {
		return Parse(data, limits)
	}
	var f faults
	event, err := FromAttributes(headerAttributes(header, &f), data, limits)
	if unreadable := f.err(); unreadable != nil {
		return Event{}, unreadable
	}
	return event, err
}

// modeOf tells the mode by the media type, as the specification has it.
func modeOf(header http.Header) (Mode, error) {
	contentType := header.Get("Content-Type")
	const prefix = "application/cloudevents"
	if len(contentType) < len(prefix) || !strings.EqualFold(contentType[:len(prefix)], prefix) {
		if header.Get("Ce-Specversion") == "" {
			return 0, errs.New(errs.KindUnsupported, "no_event", "the message has no event: neither is its Content-Type %s nor has it a header ce-specversion", MediaType)
		}
		return Binary, nil
	}
	media, params, err := mime.ParseMediaType(contentType)
	charset, named := params["charset"]
	switch {
	case err != nil || named && !strings.EqualFold(charset, "utf-8"):
	case media == MediaType:
		return Structured, nil
	case media == BatchMediaType:
		return Batch, nil
	}
	return 0, errs.New(errs.KindUnsupported, "unsupported_format", "events of the Content-Type %q are not read; send %s or %s in UTF-8", contentType, MediaType, BatchMediaType)
}

// headerAttributes yields the attributes that stand in headers. What cannot be read is
// added to the faults.
func headerAttributes(header http.Header, f *faults) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for key, values := range header {
			name, isAttribute := attributeOf(key)
			switch {
			case !isAttribute:
				continue
			case name == "datacontenttype" && key != "Content-Type":
				f.add(name, "name", "must be sent as Content-Type")
				continue
			}
			for _, value := range values {
				if value == "" && key == "Content-Type" {
					continue
				}
				text, err := headerText(key, value)
				if err != nil {
					f.add(name, "header", errs.From(err).Message)
				}
				if !yield(name, text) {
					return
				}
			}
		}
	}
}

// attributeOf returns the attribute that a header carries.
func attributeOf(key string) (name string, ok bool) {
	switch key {
	case "Content-Type":
		return "datacontenttype", true
	case "Ce-Specversion":
		return "specversion", true
	case "Ce-Id":
		return "id", true
	case "Ce-Source":
		return "source", true
	case "Ce-Type":
		return "type", true
	case "Ce-Subject":
		return "subject", true
	case "Ce-Time":
		return "time", true
	}
	name, ok = strings.CutPrefix(key, headerPrefix)
	if !ok {
		return "", false
	}
	return strings.ToLower(name), true
}

// headerText returns the value of a header. The media type is a header of HTTP itself
// and has the escapes of that.
func headerText(key, value string) (string, error) {
	if key == "Content-Type" {
		return value, nil
	}
	return Unescape(value)
}

// readAll reads a body of at most limit bytes, and one more to know that it is larger.
func readAll(body io.Reader, limit int) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	data, err := io.ReadAll(io.LimitReader(body, int64(limit)+1))
	if err != nil {
		return nil, errs.Invalid("unreadable_body", "the body ended early").Wrap(err)
	}
	return data, nil
}
