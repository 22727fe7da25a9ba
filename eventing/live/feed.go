package live

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// DefaultBuffer is how many records a feed keeps.
const DefaultBuffer = 1024

// maxPage is how many records are rendered at once.
const maxPage = 100

// Message is what watchers see.
type Message[T any] struct {
	// Position is where to go on from after the message. Zero means that of the last
	// record which was rendered with it.
	Position eventstore.Position
	// Name is the kind of message; a browser listens to it.
	Name string
	// Data is what it says. It is shared by all watchers and not to be changed.
	Data T
}

// Config says what a feed shows.
type Config[T any] struct {
	// Filter chooses the records by type and category; its other fields are not used.
	Filter eventstore.Filter
	// Render makes messages of records that follow each other in the log; there may be
	// none. It is called once for a page that all watchers share, and may be called
	// again for some of its records by one that catches up. Required.
	Render func(ctx context.Context, records []eventstore.Record) ([]Message[T], error)
	// Buffer is how many records are kept in memory. Zero means [DefaultBuffer].
	Buffer int
}

// Each returns a Render that makes one message of each record.
func Each[T any](render func(ctx context.Context, record eventstore.Record) (Message[T], error)) func(context.Context, []eventstore.Record) ([]Message[T], error) {
	return func(ctx context.Context, records []eventstore.Record) ([]Message[T], error) {
		messages := make([]Message[T], len(records))
		for i, record := range records {
			message, err := render(ctx, record)
			if err != nil {
				return nil, fmt.Errorf("render %s at %d: %w", record.Type, record.Position, err)
			}
			if message.Position == 0 {
				message.Position = record.Position
			}
			messages[i] = message
		}
		return messages, nil
	}
}

// Feed is a part of the log that many watch. It is safe for concurrent use.
type Feed[T any] struct {
	log    eventstore.Store
	config Config[T]
	window window[T]
}

// NewFeed returns the feed of a log. It shows nothing new until [Feed.Run] runs.
func NewFeed[T any](log eventstore.Store, config Config[T]) (*Feed[T], error) {
	var faults []error
	if config.Render == nil {
		faults = append(faults, errors.New("a live feed needs a Render function, which makes messages of records"))
	}
	if config.Buffer < 0 {
		faults = append(faults, fmt.Errorf("the buffer of a live feed is %d records; use 0 for the default of %d, or more", config.Buffer, DefaultBuffer))
	}
	if config.Buffer == 0 {
		config.Buffer = DefaultBuffer
	}
	config.Filter = eventstore.Filter{Types: config.Filter.Types, Categories: config.Filter.Categories}
	return &Feed[T]{log: log, config: config, window: newWindow[T](config.Buffer)}, errors.Join(faults...)
}

// Run reads the log until ctx is over, and returns nil then. An error of the log is
// returned; whoever runs the feed may run it again, and no watcher misses anything.
func (f *Feed[T]) Run(ctx context.Context) error {
	at, err := f.log.Head(ctx)
	if err != nil {
		return ended(ctx, fmt.Errorf("find the head of the log: %w", err))
	}
	f.window.reset(at)
	for {
		head, err := f.log.Wait(ctx, at)
		if err != nil {
			return ended(ctx, fmt.Errorf("wait for events: %w", err))
		}
		if err := f.read(ctx, at, head); err != nil {
			return ended(ctx, err)
		}
		at = head
	}
}

// ended returns nil for an error that is due to the end of ctx.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil //nolint:nilerr // that is how it ends
	}
	return err
}

// read adds what is new to the window.
func (f *Feed[T]) read(ctx context.Context, after, head eventstore.Position) error {
	filter := f.config.Filter
	filter.Through = head
	var page []eventstore.Record
	for record, err := range f.log.ReadAll(ctx, after, filter) {
		if err != nil {
			return fmt.Errorf("read the log: %w", err)
		}
		page = append(page, record)
		if len(page) == maxPage {
			f.window.add(page, record.Position)
			page = nil
		}
	}
	f.window.add(page, head)
	return nil
}

// Follow yields what happens behind the position, without end: first from the log,
// then as it comes. An error ends it, and so does the end of ctx, without one. The
// position of the last message that was yielded is where to go on.
func (f *Feed[T]) Follow(ctx context.Context, after eventstore.Position) iter.Seq2[Message[T], error] {
	return func(yield func(Message[T], error) bool) {
		for ctx.Err() == nil {
			messages, through, err := f.next(ctx, after)
			if err != nil {
				if ctx.Err() == nil {
					yield(Message[T]{}, err)
				}
				return
			}
			for _, message := range messages {
				if message.Position > after && !yield(message, nil) {
					return
				}
			}
			after = max(after, through)
		}
	}
}

// next returns the messages behind the position and how far they go, waiting until
// there is something to say.
func (f *Feed[T]) next(ctx context.Context, after eventstore.Position) ([]Message[T], eventstore.Position, error) {
	p, news, known := f.window.find(after)
	switch {
	case !known:
		return f.catchUp(ctx, after)
	case p != nil:
		messages, err := p.render(ctx, f.config.Render)
		return messages, p.through, err
	}
	select {
	case <-news:
	case <-ctx.Done():
	}
	return nil, after, nil
}

// catchUp reads for one watcher what is not in the window.
func (f *Feed[T]) catchUp(ctx context.Context, after eventstore.Position) ([]Message[T], eventstore.Position, error) {
	head, err := f.log.Head(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("find the head of the log: %w", err)
	}
	filter := f.config.Filter
	filter.Through, filter.Limit = head, maxPage
	p := &page[T]{through: head}
	for record, err := range f.log.ReadAll(ctx, after, filter) {
		if err != nil {
			return nil, 0, fmt.Errorf("read the log: %w", err)
		}
		p.records = append(p.records, record)
	}
	if len(p.records) == maxPage {
		p.through = p.records[maxPage-1].Position
	}
	messages, err := p.render(ctx, f.config.Render)
	return messages, p.through, err
}

// Watch yields what state returns, as a message with the name, and then what happens
// after it. A watcher that says where it was, by a position greater than 0, gets no
// state and goes on from there; one that was where the log is not yet, because the log is another
// one now, begins anew.
func (f *Feed[T]) Watch(ctx context.Context, after eventstore.Position, name string, state func(ctx context.Context) (T, error)) iter.Seq2[Message[T], error] {
	return func(yield func(Message[T], error) bool) {
		head, err := f.log.Head(ctx)
		if err != nil {
			yield(Message[T]{}, fmt.Errorf("find the head of the log: %w", err))
			return
		}
		if 0 < after && after <= head {
			f.Follow(ctx, after)(yield)
			return
		}
		data, err := state(ctx)
		if err != nil {
			yield(Message[T]{}, err)
			return
		}
		if yield(Message[T]{Position: head, Name: name, Data: data}, nil) {
			f.Follow(ctx, head)(yield)
		}
	}
}

// Resume returns the position that a browser sent as Last-Event-ID, or 0 for none and
// for what is no position.
func Resume(lastEventID string) eventstore.Position {
	position, err := strconv.ParseInt(lastEventID, 10, 64)
	if err != nil || position < 0 {
		return 0
	}
	return eventstore.Position(position)
}

// ID returns the message's position as the id of a server-sent event.
func (m Message[T]) ID() string { return strconv.FormatInt(int64(m.Position), 10) }
