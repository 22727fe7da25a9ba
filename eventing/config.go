package eventing

import (
	"fmt"
	"regexp"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// Config says what a subscription is called, what it listens to and what becomes of the
// events that it cannot handle. Only Name is required.
type Config struct {
	// Name is what everything that is stored about the subscription is named by, in all
	// processes: "notifications". Lower-case ASCII letters, digits, '_' and '-', a letter first,
	// at most 48. Under another name it is another subscription, that begins anew.
	Name string
	// Categories are those of the streams to listen to; none means all of them. An event
	// has to be of one of them and of a type that a route names.
	Categories []string
	// Start is where the subscription begins when it is run for the first time. The zero
	// value is the [Beginning] of the log.
	Start Start
	// Key says what is handled in order: the events of one key are, one after the other,
	// and those of different keys need not be. It is pure, and answers the same for the same
	// record in every process. Nil is by stream.
	Key func(r eventstore.Record) string
	// Shards is into how many parts the keys are divided. A shard is worked on by one
	// process at a time and by one goroutine of it, so it is how much can be done at once.
	// 0 means 1. To change it later is safe, and stops the subscription for a moment.
	Shards int
	// Batch is how many events are handled in one unit of work at most. 0 means 100. With 1 all
	// that a consumer appends names the event it follows from as its Causation, which a unit of
	// work of several events cannot tell apart.
	Batch int
	// Retry says how often an event that fails is tried.
	Retry Retry
	// OnFailure says what becomes of an event that was tried often enough. The zero value is
	// ParkKey.
	OnFailure Policy
	// Detached has the handlers run outside of the unit of work that saves the checkpoint:
	// for effects that are not in the store, such as a message that is sent. Such an effect
	// happens at least once; without Detached it happens once.
	Detached bool
	// Overlap has the consumer handle a full batch while what it wrote for the one before is
	// still being stored, which is faster where there is much to catch up with. Its methods are
	// called one after the other all the same, and what they read by repositories is as if
	// everything before was stored. But what it runs by uow.AfterCommit runs beside them, and when
	// a batch cannot be stored it meets the events of the one behind that again as well. It has
	// no effect on a subscription that is Detached.
	Overlap bool
	// Lease is how long the other processes wait when the one that works on a shard dies.
	// 0 means 10 seconds, at least 1 second. A process that stops in order does not let them wait.
	Lease time.Duration
	// Stalled is for how long a shard may have something to do and get nowhere before
	// [Engine.Check] says so. 0 means a minute.
	Stalled time.Duration
}

// Retry says how often and after which pauses an event that failed is tried again. The
// pauses double and are shortened at random by up to a half, so that what failed together
// does not return together.
type Retry struct {
	// Attempts is how often an event is tried, the first time included. 0 means 10, and 1
	// that nothing is tried twice.
	Attempts int
	// First is the pause after the first failure. 0 means 100 milliseconds.
	First time.Duration
	// Max is the longest pause. 0 means a minute.
	Max time.Duration
}

// Policy says what becomes of an event that was tried as often as [Retry] says.
type Policy uint8

const (
	// ParkKey keeps the order: the event waits for somebody to replay or drop it, and the later
	// events of its key wait behind it.
	ParkKey Policy = iota
	// DeadLetter keeps the flow: the event is put away, to be replayed or dropped when
	// somebody finds the time, and the later events of its key are handled without it.
	DeadLetter
)

// String returns "park the key" or "dead-letter the event".
func (p Policy) String() string {
	if p == DeadLetter {
		return "dead-letter the event"
	}
	return "park the key"
}

const (
	defaultBatch   = 100
	defaultLease   = 10 * time.Second
	shortestLease  = time.Second
	defaultStalled = time.Minute
	mostShards     = 1024
)

// withDefaults returns the config with every zero filled in.
func (c Config) withDefaults() Config {
	if c.Key == nil {
		c.Key = func(r eventstore.Record) string { return r.Stream }
	}
	fill(&c.Shards, 1)
	fill(&c.Batch, defaultBatch)
	fill(&c.Lease, defaultLease)
	fill(&c.Stalled, defaultStalled)
	fill(&c.Retry.Attempts, 10)
	fill(&c.Retry.First, 100*time.Millisecond)
	fill(&c.Retry.Max, time.Minute)
	return c
}

func fill[T int | time.Duration](value *T, fallback T) {
	if *value == 0 {
		*value = fallback
	}
}

var names = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,47}$`)

// faults returns what is wrong with a config that has its defaults, one sentence each.
func (c Config) faults() []string {
	var faults []string
	add := func(wrong bool, format string, args ...any) {
		if wrong {
			faults = append(faults, fmt.Sprintf(format, args...))
		}
	}
	add(!names.MatchString(c.Name),
		"Name is %q; use lower-case letters, digits, '_' and '-', a letter first, at most 48 of them", c.Name)
	add(c.Shards < 0 || c.Shards > mostShards, "Shards is %d; use 1 to %d", c.Shards, mostShards)
	add(c.Batch < 0, "Batch is %d; use a number above 0", c.Batch)
	add(c.Lease < shortestLease, "Lease is %v; use %v or more", c.Lease, shortestLease)
	add(c.Stalled < 0, "Stalled is %v; use a time above 0", c.Stalled)
	add(c.Retry.Attempts < 0, "Retry.Attempts is %d; use 1 to try once, more to try again", c.Retry.Attempts)
	add(c.Retry.First < 0 || c.Retry.Max < c.Retry.First,
		"Retry.First is %v and Retry.Max %v; use times above 0, the longer one for Max", c.Retry.First, c.Retry.Max)
	add(c.OnFailure > DeadLetter, "OnFailure is %d; use ParkKey or DeadLetter", c.OnFailure)
	return faults
}
