package eventingtest

import (
	"testing"

	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// Features are what a transport can do beyond carrying events to one handler.
type Features struct {
	// Stores says that events wait for a group that was declared while nobody consumes it.
	// Without it Publish fails with errs.KindUnavailable while nobody does, and returns when
	// the event has been handled.
	Stores bool
	// Groups says that there may be many groups, each of which gets every event, and many
	// consumers of one.
	Groups bool
	// DeadLetters says that the bus is a [transport.DeadLetters]. Without it what is put
	// aside is refused to who publishes it.
	DeadLetters bool
	// TypedExtensions says that values of extensions keep their Go types. Without it they
	// arrive as the strings that CloudEvents has for them.
	TypedExtensions bool
	// Largest is the size in bytes of data that an event may have at least; 0 means 64 KiB,
	// which the specification asks for.
	Largest int
	// TooLarge is the size in bytes of data that is refused; 0 says that there is none.
	TooLarge int
}

// Place is where events are published and consumed: a broker, or a part of one. It is empty
// and nobody else uses it.
type Place struct {
	// Open opens a bus as a process of its own would have it, closed at the end of the test,
	// and the line that it depends on, which is nil where there is none to cut. It is called
	// many times. Required.
	Open func(t *testing.T) (transport.Bus, Line)
	// Restart kills the broker and starts it again on what it left. [TestRestart] requires
	// it, and [TestTransport], whose tests share a broker, does without.
	Restart func(t *testing.T)
}

// Line is the connection of a bus, to be cut.
type Line interface {
	// Cut ends every connection at once; new ones are taken.
	Cut()
	// Close cuts, and takes no connections until Open.
	Close()
	// Open takes connections again.
	Open()
}

// suite is one run of TestTransport.
type suite struct {
	Features
	open func(t *testing.T) Place
}

func newSuite(features Features, open func(t *testing.T) Place) suite {
	if features.Largest == 0 {
		features.Largest = 64 << 10
	}
	return suite{Features: features, open: open}
}

// TestTransport holds a transport to the contract of package transport. Each of its tests
// opens a place of its own.
func TestTransport(t *testing.T, features Features, open func(t *testing.T) Place) { //nolint:tparallel // its caller decides
	t.Helper()
	s := newSuite(features, open)
	for _, test := range []struct {
		name string
		run  func(t *testing.T)
	}{
		{"events arrive as they were", s.arriveAsTheyWere},
		{"events that break the specification are refused", s.refusesInvalid},
		{"large events arrive and too large ones are refused", s.sizes},
		{"a group receives the types it asked for", s.types},
		{"a group that nobody could have is refused", s.refusesGroups},
		{"every group gets every event", s.groups},
		{"consumers of a group share its events", s.share},
		{"many publish at once", s.concurrentPublishers},
		{"events wait for their group", s.stores},
		{"a key is handled in order", s.order},
		{"a key stays in order when events fail", s.orderOnFailure},
		{"a failing key does not stop others", s.keysAreIndependent},
		{"an event that is rejected is put aside", s.reject},
		{"an event that fails too often is put aside", s.exhaust},
		{"no more events are taken than may be in flight", s.backPressure},
		{"handlers finish when their context ends, and the rest waits", s.drain},
		{"an event is delivered again when its consumer dies", s.crash},
		{"a consumer that waits survives a cut", s.idleCut},
		{"nothing is lost when connections are cut", s.cuts},
		{"ping tells whether the transport is there", s.ping},
		{"a closed bus says so", s.closed},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t)
		})
	}
}

// TestRestart holds a transport to losing nothing, and keeping the order, when its broker is
// killed and started again. The broker of the place serves nobody else meanwhile.
func TestRestart(t *testing.T, features Features, open func(t *testing.T) Place) {
	t.Helper()
	newSuite(features, open).restart(t)
}
