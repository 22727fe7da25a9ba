package live

import (
	"context"
	"slices"
	"sync"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// page is what was read of the log at once, for all who watch.
type page[T any] struct {
	records []eventstore.Record
	through eventstore.Position // everything up to here is in this page or before it

	mu       sync.Mutex
	rendered bool
	messages []Message[T]
}

// render returns the messages of the page, made by whoever comes first. A failure is
// the caller's own; the next one tries again.
func (p *page[T]) render(ctx context.Context, render func(context.Context, []eventstore.Record) ([]Message[T], error)) ([]Message[T], error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.rendered || len(p.records) == 0 {
		return p.messages, nil
	}
	messages, err := render(ctx, slices.Clone(p.records))
	if err != nil {
		return nil, err
	}
	last := p.records[len(p.records)-1].Position
	for i := range messages {
		if messages[i].Position == 0 {
			messages[i].Position = last
		}
	}
	p.messages, p.rendered = messages, true
	return messages, nil
}

// window holds the latest pages: all that the log has in (from, through].
type window[T any] struct {
	limit int

	mu            sync.Mutex
	pages         []*page[T]
	size          int // records in pages
	from, through eventstore.Position
	reading       bool
	news          chan struct{} // closed when something is added
}

func newWindow[T any](limit int) window[T] {
	return window[T]{limit: limit, news: make(chan struct{})}
}

// reset begins a window that is empty at the position.
func (w *window[T]) reset(at eventstore.Position) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages, w.size, w.reading = nil, 0, true
	w.from, w.through = at, at
	w.wake()
}

// add appends a page that holds everything from the end of the window to the position.
func (w *window[T]) add(records []eventstore.Record, through eventstore.Position) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.through = through
	if len(records) == 0 {
		return // nobody has anything to see
	}
	w.pages = append(w.pages, &page[T]{records: records, through: through})
	w.size += len(records)
	for w.size > w.limit && len(w.pages) > 1 {
		w.size -= len(w.pages[0].records)
		w.from = w.pages[0].through
		w.pages = slices.Delete(w.pages, 0, 1)
	}
	w.wake()
}

// wake tells everybody who waits. The lock is held.
func (w *window[T]) wake() {
	close(w.news)
	w.news = make(chan struct{})
}

// find returns the first page that has something behind the position; with none the
// channel tells when to look again. It does not know positions before the window, nor
// those that the reader of the feed has not come to.
func (w *window[T]) find(after eventstore.Position) (p *page[T], news <-chan struct{}, known bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.reading {
		return nil, w.news, true
	}
	if after < w.from {
		return nil, nil, false
	}
	i, _ := slices.BinarySearchFunc(w.pages, after, func(p *page[T], after eventstore.Position) int {
		if p.through <= after {
			return -1
		}
		return 1
	})
	if i < len(w.pages) {
		return w.pages[i], nil, true
	}
	return nil, w.news, true
}
