package cloudevents

import "time"

// SpecVersion is the version of the specification that events are written in, and the
// only one that is read.
const SpecVersion = "1.0"

// JSON is the media type of data that is JSON.
const JSON = "application/json"

// Event is a CloudEvent. It is a value; Extensions and Data are shared by copies and
// not to be changed once an event is sent. The zero value lacks what is required.
type Event struct {
	// ID is unique among the events of the source. Required.
	ID string
	// Source is a URI reference: who says so. Required.
	Source string
	// Type is what happened: "com.example.order.confirmed.v1". Required.
	Type string
	// Subject is what it happened to, within the source. Optional.
	Subject string
	// Time is when it happened, in years 0 to 9999. The zero value is absent. What is read
	// is in UTC.
	Time time.Time
	// DataContentType is the media type of Data, [JSON] for most. Empty means that nothing
	// is known of it.
	DataContentType string
	// DataSchema is the absolute URI of what Data adheres to. Optional.
	DataSchema string
	// Extensions are further attributes by name: lower-case ASCII letters and digits.
	// Values are of type bool, int32, string, []byte, [URI], [URIRef] or [time.Time];
	// [Extension] reads them.
	Extensions map[string]any
	// Data is the payload as it is on the wire. Nil is absent.
	Data []byte
}

// PartitionKey is the extension by which transports keep events in order: those that
// have one key arrive in the order in which they were published.
const PartitionKey = "partitionkey"

// Key returns the partition key of the event, or its subject where it has none.
func (e Event) Key() string {
	if key, ok := e.Extensions[PartitionKey].(string); ok && key != "" {
		return key
	}
	return e.Subject
}

// HasJSON reports whether the media type says that Data is JSON: "application/json",
// "text/json; charset=utf-8", "application/vnd.order+json".
func (e Event) HasJSON() bool { return isJSON(e.DataContentType) }
