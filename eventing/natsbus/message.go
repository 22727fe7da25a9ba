package natsbus

import (
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// prefix is what the headers of attributes begin with.
const prefix = "ce-"

// Headers of dead letters.
const (
	reasonHeader   = "Neuroglia-Reason"
	sequenceHeader = "Neuroglia-Sequence"
)

// encode writes the event in binary mode.
func encode(subject string, event cloudevents.Event) *nats.Msg {
	m := nats.NewMsg(subject)
	for name, value := range event.Attributes() {
		m.Header[prefix+name] = []string{cloudevents.Escape(value)}
	}
	m.Data = event.Data
	return m
}

// decode reads an event in binary or structured mode.
func decode(header nats.Header, data []byte, limits cloudevents.Limits) (cloudevents.Event, error) {
	if header.Get(prefix+"specversion") == "" {
		return cloudevents.Parse(data, limits)
	}
	var fault error
	event, err := cloudevents.FromAttributes(func(yield func(string, string) bool) {
		for name, values := range header {
			attribute, ok := strings.CutPrefix(name, prefix)
			if !ok || len(values) == 0 {
				continue
			}
			value, err := cloudevents.Unescape(values[0])
			if err != nil {
				fault = err
			}
			if !yield(attribute, value) {
				return
			}
		}
	}, data, limits)
	if fault != nil {
		return event, fault
	}
	return event, err
}

// size is what a server counts of a message.
func size(m *nats.Msg) int {
	n := len("NATS/1.0\r\n\r\n") + len(m.Data)
	for name, values := range m.Header {
		for _, value := range values {
			n += len(name) + len(": \r\n") + len(value)
		}
	}
	return n
}

// token writes the type of an event as a part of a subject, which consists of words that
// are not empty, with dots between them and neither blanks nor wildcards in them.
func token(eventType string) string {
	var b strings.Builder
	last := byte('.')
	for i := range len(eventType) {
		c := eventType[i]
		plain := c > ' ' && c < 0x7f && c != '*' && c != '>' && c != '%'
		if c == '.' && (last == '.' || i == len(eventType)-1) {
			plain = false
		}
		if plain {
			b.WriteByte(c)
			last = c
			continue
		}
		b.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c)|0x100, 16)[1:]))
		last = '%'
	}
	return b.String()
}

// messageID tells events apart that are published twice.
func messageID(event cloudevents.Event) string {
	return cloudevents.Escape(event.Source) + " " + cloudevents.Escape(event.ID)
}
