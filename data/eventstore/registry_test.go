package eventstore_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

type (
	// The three versions of an event, of which the third is that of today.
	movedV1 struct{ City string }
	movedV2 struct{ Address string }
	moved   struct {
		Address address
		At      time.Time
		Takes   time.Duration
	}
	address struct{ Line string }
)

func (movedV1) EventName() string { return "person.moved.v1" }
func (movedV2) EventName() string { return "person.moved.v2" }
func (moved) EventName() string   { return "person.moved.v3" }

func toV2(old movedV1) movedV2 { return movedV2{Address: "somewhere in " + old.City} }
func toV3(old movedV2) moved   { return moved{Address: address{old.Address}} }

// pointed has its method on the pointer.
type pointed struct{ N int }

func (*pointed) EventName() string { return "pointed" }

func record(name, body string) eventstore.Record {
	kind, version := eventstore.SplitName(name)
	return eventstore.Record{Event: eventstore.Event{Type: kind, SchemaVersion: version, Data: []byte(body)}, Stream: "person-1", Version: 7}
}

func registry(t *testing.T, options ...eventstore.Option) *eventstore.Registry {
	t.Helper()
	r, err := eventstore.NewRegistry(options...)
	require.NoError(t, err)
	return r
}

func TestDecodeReadsEveryVersionAsThatOfToday(t *testing.T) {
	t.Parallel()
	r := registry(t,
		eventstore.Upcast(toV3), eventstore.Upcast(toV2),
		eventstore.Events(moved{}, &pointed{}, MoneyDeposited{}),
		eventstore.Rename("person.relocated", "person.moved.v2"),
		eventstore.UpcastJSON("account.coins.v4", "account.money.deposited.v1", func([]byte) ([]byte, error) { return []byte(`{"Amount":4}`), nil }),
	)
	tests := []struct {
		name, body string
		event      aggregate.Event
	}{
		{"person.moved.v1", `{"City":"Łódź"}`, moved{Address: address{"somewhere in Łódź"}}},
		{"person.moved.v2", `{"Address":"here"}`, moved{Address: address{"here"}}},
		{"person.moved.v3", `{"Address":{"Line":"here"},"At":"2026-05-01T12:00:00Z","Takes":5,"New":true}`, moved{address{"here"}, time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC), 5}},
		{"person.relocated.v1", `{"Address":"there"}`, moved{Address: address{"there"}}},
		{"pointed", `{"N":3}`, &pointed{3}},
		{"account.coins.v4", `{}`, MoneyDeposited{4}},
		{"removed.v1", `{}`, data.Removed{}},
	}
	for _, test := range tests {
		event, err := r.Decode(record(test.name, test.body))
		require.NoError(t, err, test.name)
		require.Equal(t, test.event, event, test.name)
	}
	require.Equal(t, []string{"account.coins", "account.money.deposited", "person.moved", "person.relocated", "pointed", "removed"}, r.Types())
}

func TestSourcesAreAllNamesThatBecomeAnEvent(t *testing.T) {
	t.Parallel()
	r := registry(t,
		eventstore.Upcast(toV3), eventstore.Upcast(toV2),
		eventstore.Events(moved{}, &pointed{}),
		eventstore.Rename("person.relocated", "person.moved.v1"),
		eventstore.Rename("person.fled.v2", "person.relocated.v1"),
		eventstore.Rename("person.pointed", "pointed"),
	)
	tests := []struct {
		event aggregate.Event
		names []string
	}{
		{moved{}, []string{"person.fled", "person.moved", "person.relocated"}},
		{movedV1{}, nil},
		{&pointed{N: 7}, []string{"person.pointed", "pointed"}},
		{data.Removed{}, []string{"removed"}},
		{MoneyDeposited{}, nil},
		{nil, nil},
	}
	for _, test := range tests {
		require.Equal(t, test.names, r.Sources(test.event), "%T", test.event)
	}
}

func TestWhatIsEncodedIsDecoded(t *testing.T) {
	t.Parallel()
	r := registry(t, eventstore.Events(moved{}, &pointed{}))
	for _, event := range []aggregate.Event{
		moved{address{"here"}, time.Date(2026, 5, 1, 12, 0, 0, 5, time.UTC), time.Hour}, &pointed{1}, data.Removed{},
	} {
		e, err := eventstore.Encode(event)
		require.NoError(t, err)
		require.Equal(t, event.EventName(), eventName(e, event))
		again, err := r.Decode(eventstore.Record{Event: e})
		require.NoError(t, err)
		require.Equal(t, event, again)
	}
	_, err := eventstore.Encode(nil)
	require.EqualError(t, err, "the event is nil")
}

// eventName is the name under which e is stored, without a version that was not given.
func eventName(e eventstore.Event, of aggregate.Event) string {
	if _, ok := of.(*pointed); ok {
		return e.Type
	}
	return eventstore.JoinName(e.Type, e.SchemaVersion)
}

func TestAnUnknownEventIsRefusedOrKept(t *testing.T) {
	t.Parallel()
	strange := record("person.moved.v9", `{"x":1}`)
	_, err := registry(t, eventstore.Events(moved{})).Decode(strange)
	unknown, ok := errors.AsType[*eventstore.UnknownEventError](err)
	require.True(t, ok)
	require.Equal(t, &eventstore.UnknownEventError{Name: "person.moved.v9", Stream: "person-1", Version: 7}, unknown)
	require.EqualError(t, err, `person-1@7 is an event "person.moved.v9", which is not registered; add its type to the registry, an upcaster to a type that is there, or KeepUnknown`)

	event, err := registry(t, eventstore.KeepUnknown()).Decode(strange)
	require.NoError(t, err)
	require.Equal(t, eventstore.Unknown{Record: strange}, event)
	require.Equal(t, "person.moved.v9", event.EventName())
	again, err := eventstore.Encode(event)
	require.NoError(t, err)
	require.Equal(t, strange.Event, again, "it becomes what it was")
}

func TestDecodeSaysWhatIsWrongWithARecord(t *testing.T) {
	t.Parallel()
	r := registry(t, eventstore.Events(moved{}), eventstore.Upcast(toV3),
		eventstore.UpcastJSON("lost.v1", "person.moved.v3", func([]byte) ([]byte, error) { return nil, errors.New("no luck") }))
	tests := []struct{ name, body, message string }{
		{"person.moved.v3", `{"Address":1}`, `decode "person.moved.v3" of person-1@7: `},
		{"person.moved.v2", `[]`, `upcast "person.moved.v2" of person-1@7 to "person.moved.v3": `},
		{"lost.v1", `{}`, `upcast "lost.v1" of person-1@7 to "person.moved.v3": no luck`},
	}
	for _, test := range tests {
		_, err := r.Decode(record(test.name, test.body))
		require.ErrorContains(t, err, test.message)
	}
}

type (
	hiding struct{ secret int }
	posing struct{}
)

func (hiding) EventName() string { return "hiding.v1" }
func (posing) EventName() string { return "person.moved.v3" }

func TestNewRegistryReportsEveryFault(t *testing.T) {
	t.Parallel()
	same := func(body []byte) ([]byte, error) { return body, nil }
	_, err := eventstore.NewRegistry(
		eventstore.Events(moved{}, moved{}, posing{}, hiding{1}, nil),
		eventstore.UpcastJSON("person.moved.v3", "person.moved.v4", same),
		eventstore.UpcastJSON("a.v1", "b.v1", same), eventstore.UpcastJSON("b.v1", "a.v1", same),
		eventstore.Rename("c.v1", "d.v1"), eventstore.Rename("c.v1", "e.v1"),
	)
	for _, fault := range []string{
		`the event "person.moved.v3" is both eventstore_test.moved and eventstore_test.posing; give one of them another version`,
		"the event \"hiding.v1\": hiding.secret is not exported and would not be stored",
		"an event is nil",
		`the event "person.moved.v3" is registered and has an upcaster; leave its type out of Events`,
		`the upcaster from "a.v1" leads in a circle`,
		`the upcaster from "b.v1" leads in a circle`,
		`the event "c.v1" has two upcasters, to "d.v1" and to "e.v1"; a version has one successor`,
		`the upcaster from "c.v1" leads to "d.v1", which is not registered; add its type to Events`,
	} {
		require.ErrorContains(t, err, fault)
	}
}

func TestOptionsSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	require.Equal(t, "2 events", eventstore.Events(moved{}, hiding{}).String())
	require.Equal(t, "upcast person.moved.v1 to person.moved.v2", eventstore.Upcast(toV2).String())
	require.Equal(t, "upcast a.v1 to b.v2", eventstore.Rename("a", "b.v2").String())
	require.Equal(t, "keep unknown events", eventstore.KeepUnknown().String())
}
