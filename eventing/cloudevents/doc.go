// Package cloudevents reads and writes CloudEvents 1.0, the form in which events travel
// between services that know nothing else of each other.
//
//	event := cloudevents.Event{
//		ID:              "42-3",
//		Source:          "https://pizzeria.example/orders",
//		Type:            "com.example.order.confirmed.v1",
//		Subject:         "order-42",
//		Time:            time.Now(),
//		DataContentType: cloudevents.JSON,
//		Data:            []byte(`{"total":"23.50"}`),
//	}
//	err := cloudevents.WriteRequest(request, cloudevents.Binary, event)
//	…
//	events, err := cloudevents.FromRequest(request, cloudevents.Limits{})
//
// An [Event] is an envelope: who says what happened to what, and data that the envelope
// does not look into. Source and ID together name it for good, so that who receives it
// twice can tell.
//
// # Modes
//
// The specification has three ways to put events into a message. In binary mode the data
// is the body and the attributes are headers; it costs least. In structured mode one
// event is a document of JSON, which can be stored or passed on as it is. A batch is an
// array of those. [FromRequest] tells them apart; [WriteRequest] takes a [Mode].
//
// Without HTTP there are [Parse] and [Append] for structured mode, [ParseBatch] and
// [AppendBatch] for batches, and for binary mode [Event.Attributes] and [FromAttributes],
// which a transport maps to what it has for headers. Where those take ASCII only, as in
// NATS, [Escape] and [Unescape] do what the specification demands for HTTP.
//
// # Data
//
// Data is bytes, and DataContentType says what they are. No mode changes them: what was
// written is read, byte by byte, but for two things. In structured mode the white space
// around JSON may be lost, and in binary mode empty data cannot be told from none. An
// event in JSON that has data without a type has JSON, and says so once it is read.
//
// # Attributes
//
// Extensions carry what the specification has no attribute for. Formats know fewer types
// than there are, so what was sent as a time may arrive as text; [Extension] reads a
// value as the type that is wanted.
//
// # Strictness
//
// What is read is valid, and what is not valid is not written. [Event.Validate] and every
// function that reads return one errs.KindInvalid with a field for each fault. Refused
// are names that stand twice, attributes of wrong types and without content, control
// characters and noncharacters, text that is not UTF-8, URIs that RFC 3986 does not know,
// times that RFC 3339 does not know, and versions other than 1.0. Data is not looked
// into: that what claims to be JSON is JSON is for those to check who decode it.
//
// [Limits] bound what is read: 64 KiB for an event unless another size is set, which is
// what everyone has to take.
//
// # What it is not for
//
// Events do not become Go values here; the package ingest does that, and the package
// relay does the opposite. Protocol Buffers, Avro and XML are not read.
package cloudevents
