package cloudevents

import (
	"bytes"
	"math"
)

// MarshalJSON returns the event in the JSON format, so that it can be a part of other
// JSON.
func (e Event) MarshalJSON() ([]byte, error) { return Append(nil, e) }

// UnmarshalJSON reads the JSON format as [Parse] does, of any size.
func (e *Event) UnmarshalJSON(b []byte) error {
	event, err := Parse(bytes.Clone(b), Limits{EventBytes: math.MaxInt, Attributes: math.MaxInt})
	if err != nil {
		return err
	}
	*e = event
	return nil
}
