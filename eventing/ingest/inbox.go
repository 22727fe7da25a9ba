package ingest

import (
	"context"
	"errors"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

const inboxCollection = "inbox"

// entry says that an event has been handled.
type entry struct {
	ID       string    `json:"id"`
	Ingest   string    `json:"ingest"`
	Source   string    `json:"source"`
	Event    string    `json:"event"`
	Type     string    `json:"type"`
	Received time.Time `json:"received"`
}

const (
	entryIngest   query.Text             = "ingest"
	entryReceived query.Field[time.Time] = "received"
)

// inbox remembers which events have been handled.
type inbox struct {
	entries data.Repository[*data.Document[entry], string]
	now     func() time.Time
}

func newInbox(store data.Store) (*inbox, error) {
	entries, err := data.NewDocuments(store, data.Config{
		Collection:    inboxCollection,
		Singular:      "inbox_entry",
		UnknownFields: data.IgnoreUnknown,
		Indexes:       []data.Index{{Fields: []string{"ingest", "received"}}},
	}, func(e *entry) string { return e.ID })
	return &inbox{entries, time.Now}, err
}

// note writes down, in the unit of work of ctx, that an event is handled, and reports
// whether it had been before.
func (b *inbox) note(ctx context.Context, ingest string, event cloudevents.Event) (known bool, err error) {
	id := eventstore.IDFor("ingest", ingest, event.Source, event.ID)
	_, err = b.entries.Get(ctx, id)
	if err == nil {
		return true, nil
	}
	if !errors.Is(err, errs.KindNotFound) {
		return false, err
	}
	return false, b.entries.Add(ctx, data.NewDocument(entry{
		ID: id, Ingest: ingest, Source: event.Source, Event: event.ID, Type: event.Type, Received: b.now().UTC(),
	}))
}

// isDuplicate reports whether a commit failed because the event had been handled since the
// unit of work looked.
func isDuplicate(err error) bool {
	duplicate, ok := errors.AsType[*data.DuplicateError](err)
	return ok && duplicate.Collection == inboxCollection
}
