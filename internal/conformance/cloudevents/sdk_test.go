package cloudevents_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/cloudevents/sdk-go/v2/binding"
	sdk "github.com/cloudevents/sdk-go/v2/event"
	sdkhttp "github.com/cloudevents/sdk-go/v2/protocol/http"
	"github.com/cloudevents/sdk-go/v2/types"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// message is what goes over the wire.
type message struct {
	mode   cloudevents.Mode
	header http.Header
	body   []byte
}

func (m message) String() string { return fmt.Sprintf("%s %q\n%q", m.mode, m.header, m.body) }

// view is an event as both sides know it: attributes in their canonical strings, with
// the type of extensions that are no strings.
type view struct {
	attributes map[string]string
	data       string // "none", or after a sign the bytes
}

func viewOf(e cloudevents.Event) view {
	v := view{attributes: map[string]string{}, data: "=" + string(e.Data)}
	for name, text := range e.Attributes() {
		v.attributes[name] = text
		switch e.Extensions[name].(type) {
		case bool, int32:
			v.attributes[name] = fmt.Sprintf("%T %s", e.Extensions[name], text)
		}
	}
	if e.Data == nil {
		v.data = "none"
	}
	return v
}

func viewOfSDK(e sdk.Event) view {
	v := view{attributes: map[string]string{}, data: "=" + string(e.Data())}
	if e.Data() == nil {
		v.data = "none"
	}
	at := ""
	if !e.Time().IsZero() {
		at = types.FormatTime(e.Time())
	}
	for name, text := range map[string]string{
		"specversion": e.SpecVersion(), "id": e.ID(), "source": e.Source(), "type": e.Type(), "subject": e.Subject(),
		"time": at, "datacontenttype": e.DataContentType(), "dataschema": e.DataSchema(),
	} {
		if text != "" {
			v.attributes[name] = text
		}
	}
	for name, value := range e.Extensions() {
		text, err := types.Format(value)
		if err != nil {
			text = err.Error()
		}
		switch value.(type) {
		case bool, int32:
			text = fmt.Sprintf("%T %s", value, text)
		}
		v.attributes[name] = text
	}
	return v
}

func readOurs(m message) ([]view, error) {
	events, err := cloudevents.FromMessage(m.header, bytes.NewReader(m.body), cloudevents.Limits{EventBytes: 1 << 20})
	views := make([]view, len(events))
	for i, e := range events {
		views[i] = viewOf(e)
	}
	return views, err
}

// readSDK reads as a receiver of the SDK does: parsed, then validated.
func readSDK(m message) (views []view, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			views, err = nil, fmt.Errorf("panic: %v", reason)
		}
	}()
	msg := sdkhttp.NewMessage(m.header, io.NopCloser(bytes.NewReader(m.body)))
	var events []sdk.Event
	if m.mode == cloudevents.Batch {
		events, err = binding.ToEvents(context.Background(), msg, msg.BodyReader)
	} else {
		var e *sdk.Event
		if e, err = binding.ToEvent(context.Background(), msg); err == nil {
			events = []sdk.Event{*e}
		}
	}
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		if err := e.Validate(); err != nil {
			return nil, err
		}
		views = append(views, viewOfSDK(e))
	}
	return views, nil
}

// toSDK builds the event with the setters of the SDK.
func toSDK(e cloudevents.Event) sdk.Event {
	out := sdk.New(cloudevents.SpecVersion)
	out.SetID(e.ID)
	out.SetSource(e.Source)
	out.SetType(e.Type)
	if e.Subject != "" {
		out.SetSubject(e.Subject)
	}
	if !e.Time.IsZero() {
		out.SetTime(e.Time)
	}
	if e.DataSchema != "" {
		out.SetDataSchema(e.DataSchema)
	}
	if e.DataContentType != "" {
		out.SetDataContentType(e.DataContentType)
	}
	for name, value := range e.Extensions {
		switch v := value.(type) {
		case cloudevents.URI:
			out.SetExtension(name, *types.ParseURI(string(v)))
		case cloudevents.URIRef:
			out.SetExtension(name, *types.ParseURIRef(string(v)))
		case time.Time:
			out.SetExtension(name, types.Timestamp{Time: v})
		default:
			out.SetExtension(name, value)
		}
	}
	out.DataEncoded = e.Data
	out.DataBase64 = e.DataContentType == "" || e.DataContentType == "image/png"
	return out
}

func writeSDK(mode cloudevents.Mode, events []cloudevents.Event) (message, error) {
	converted := make([]sdk.Event, len(events))
	for i, e := range events {
		converted[i] = toSDK(e)
	}
	ctx := context.Background()
	var r *http.Request
	var err error
	switch mode {
	case cloudevents.Batch:
		r, err = sdkhttp.NewHTTPRequestFromEvents(ctx, "http://h", converted)
	case cloudevents.Structured:
		r, err = sdkhttp.NewHTTPRequestFromEvent(binding.WithForceStructured(ctx), "http://h", converted[0])
	default:
		r, err = sdkhttp.NewHTTPRequestFromEvent(binding.WithForceBinary(ctx), "http://h", converted[0])
	}
	if err != nil {
		return message{}, err
	}
	body := []byte{}
	if r.Body != nil {
		body, err = io.ReadAll(r.Body)
	}
	return message{mode: mode, header: r.Header, body: body}, err
}

func writeOurs(mode cloudevents.Mode, events []cloudevents.Event) (message, error) {
	header := http.Header{}
	body, err := cloudevents.WriteMessage(header, mode, events...)
	return message{mode: mode, header: header, body: body}, err
}
