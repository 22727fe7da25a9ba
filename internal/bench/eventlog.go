package main

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

var eventData = []byte(`{"order_id":"0190f3a0-0000-7000-8000-000000000000","customer":"Maria Rossi","total":"18.39","note":"extra cheese, no onions, ring twice"}`)

// manyEvents is how many a batch has, and a life.
const manyEvents = 1000

// eventLog is what is done with a store, whichever it is.
type eventLog struct {
	documents        data.Store
	log              eventstore.Store
	n                atomic.Int64
	folded, snapshot *eventstore.Repository[*account, string]
}

// newEventLog opens the log of a store, and puts a long life into it.
func newEventLog(ctx context.Context, store data.Store) (*eventLog, error) {
	log, err := eventstore.Of(store)
	if err != nil {
		return nil, err
	}
	if err := store.Define(data.Collection{Name: "orders"}); err != nil {
		return nil, err
	}
	registry, err := eventstore.NewRegistry(eventstore.Events(accountOpened{}, moneyDeposited{}))
	if err != nil {
		return nil, err
	}
	l := &eventLog{documents: store, log: log}
	l.folded, err = eventstore.NewRepository[*account, string](store, eventstore.Config{Collection: "accounts", Registry: registry})
	if err != nil {
		return nil, err
	}
	l.snapshot, err = eventstore.NewRepository[*account, string](store, eventstore.Config{
		Collection: "savings", Singular: "saving", Registry: registry, Snapshots: eventstore.Snapshots{Every: 100},
	})
	return l, err
}

// live has two accounts of a thousand events, with a snapshot of one of them.
func (l *eventLog) live(ctx context.Context) error {
	if err := l.folded.Add(ctx, newAccount("1", manyEvents)); err != nil {
		return err
	}
	return l.snapshot.Add(ctx, newAccount("1", manyEvents))
}

func (l *eventLog) next() string { return strconv.FormatInt(l.n.Add(1), 10) }

func orderEvents(n int) []eventstore.Event {
	events := make([]eventstore.Event, n)
	for i := range events {
		events[i] = eventstore.Event{Type: "order.placed", Data: eventData}
	}
	return events
}

func (l *eventLog) appendOne(ctx context.Context) (int, error) {
	_, err := l.log.Append(ctx, eventstore.Batch{Stream: "order-" + l.next(), Events: orderEvents(1)})
	return 1, err
}

func (l *eventLog) appendMany(ctx context.Context) (int, error) {
	_, err := l.log.Append(ctx, eventstore.Batch{Stream: "order-" + l.next(), Events: orderEvents(manyEvents)})
	return manyEvents, err
}

type orderPlaced struct {
	Customer string `json:"customer"`
	Total    string `json:"total"`
	Note     string `json:"note"`
}

func (orderPlaced) EventName() string { return "order.placed.v1" }

var placed = []aggregate.Event{orderPlaced{"Maria Rossi", "18.39", "extra cheese, no onions, ring twice, and leave it with the neighbour"}}

// commitOne appends as a unit of work does.
func (l *eventLog) commitOne(ctx context.Context) (int, error) {
	return 1, l.documents.Commit(ctx, data.Batch{Writes: []data.Write{{Op: data.Append, Collection: "orders", Stream: "order-" + l.next(), Events: placed}}})
}

func (l *eventLog) saveDocument(ctx context.Context) (int, error) {
	id := l.next()
	return 1, l.documents.Commit(ctx, data.Batch{Writes: []data.Write{{
		Op: data.Put, Collection: "orders", ID: id, Version: 1, Body: eventData, Stream: "order-" + id, Events: placed,
	}}})
}

func (l *eventLog) readAll(ctx context.Context) (read int, err error) {
	for _, err := range l.log.ReadAll(ctx, 0, eventstore.Filter{}) {
		if err != nil {
			return read, err
		}
		read++
	}
	return read, nil
}

func (l *eventLog) loadFolded(ctx context.Context) (int, error) { return l.load(ctx, l.folded) }

func (l *eventLog) loadSnapshot(ctx context.Context) (int, error) { return l.load(ctx, l.snapshot) }

func (l *eventLog) load(ctx context.Context, accounts *eventstore.Repository[*account, string]) (int, error) {
	a, err := accounts.Get(ctx, "1")
	if err == nil && a.State().Balance != manyEvents-1 {
		err = fmt.Errorf("the balance is %d", a.State().Balance)
	}
	return 1, err
}
