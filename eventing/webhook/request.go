package webhook

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// request is what is posted at once: the unit that the endpoint takes or refuses.
type request struct {
	name   string // for errors
	header http.Header
	body   []byte
}

// lanes writes the requests for the events, in order for each key. All events are checked
// before the first is sent.
func (p *Publisher) lanes(events []cloudevents.Event) ([][]request, error) {
	groups := p.split(events)
	lanes := make([][]request, 0, len(groups))
	for _, group := range groups {
		lane, err := p.lane(group)
		if err != nil {
			return nil, err
		}
		lanes = append(lanes, lane)
	}
	return lanes, nil
}

// split divides the events into those that wait for each other: by key, and in mode Batch
// also by what shares a request.
func (p *Publisher) split(events []cloudevents.Event) [][]cloudevents.Event {
	if p.config.Mode == cloudevents.Batch {
		return [][]cloudevents.Event{events}
	}
	var groups [][]cloudevents.Event
	index := map[string]int{}
	for _, event := range events {
		key := event.Key()
		at, found := index[key]
		if !found || key == "" {
			at = len(groups)
			index[key] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], event)
	}
	return groups
}

func (p *Publisher) lane(events []cloudevents.Event) ([]request, error) {
	if p.config.Mode == cloudevents.Batch {
		return p.batches(events)
	}
	lane := make([]request, 0, len(events))
	for _, event := range events {
		r, err := p.write(event)
		if err != nil {
			return nil, err
		}
		lane = append(lane, r)
	}
	return lane, nil
}

// write lays the events into one request.
func (p *Publisher) write(events ...cloudevents.Event) (request, error) {
	r := request{name: fmt.Sprintf("event %q", events[0].ID), header: http.Header{}}
	if len(events) > 1 {
		r.name = fmt.Sprintf("%d events from %q to %q", len(events), events[0].ID, events[len(events)-1].ID)
	}
	var err error
	if r.body, err = cloudevents.WriteMessage(r.header, p.config.Mode, events...); err != nil {
		return request{}, fmt.Errorf("write %s: %w", r.name, err)
	}
	if size, limit := p.size(r, events), p.limit(); size > limit {
		return request{}, errs.New(errs.KindTooLarge, "event_too_large", "%s has %d bytes, and %d are the most that is sent; send what is large by reference", r.name, size, limit)
	}
	return r, nil
}

// size is what a receiver counts: all that belongs to the events.
func (p *Publisher) size(r request, events []cloudevents.Event) int {
	size := len(r.body)
	if p.config.Mode == cloudevents.Binary {
		for name, value := range events[0].Attributes() {
			size += len(name) + len(value)
		}
	}
	return size
}

func (p *Publisher) limit() int {
	if p.config.Mode == cloudevents.Batch {
		return orDefault(p.config.Limits.BatchBytes, 1<<20)
	}
	return orDefault(p.config.Limits.EventBytes, 64<<10)
}

// batches fills requests with as many events as BatchSize and the limit allow.
func (p *Publisher) batches(events []cloudevents.Event) ([]request, error) {
	var lane []request
	for len(events) > 0 {
		count := min(len(events), p.config.BatchSize)
		r, err := p.write(events[:count]...)
		for errors.Is(err, errs.KindTooLarge) && count > 1 {
			count = (count + 1) / 2
			r, err = p.write(events[:count]...)
		}
		if err != nil {
			return nil, err
		}
		lane, events = append(lane, r), events[count:]
	}
	return lane, nil
}
