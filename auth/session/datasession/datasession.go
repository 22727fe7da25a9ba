package datasession

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// batch is how many sessions are purged in one commit.
const batch = 500

// Config says where sessions are kept.
type Config struct {
	// Collection is where; empty means "sessions".
	Collection string
}

// Store keeps sessions as documents of a data.Store. It is safe for concurrent use.
type Store struct {
	sessions data.Repository[*data.Document[document], string]
}

var (
	_ session.Store  = (*Store)(nil)
	_ session.Lister = (*Store)(nil)
)

// document is a session as it is stored.
type document struct {
	ID      string    `json:"id"`
	Owner   string    `json:"owner"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires"`
	// Data is a text because it is nobody's business to look into it.
	Data string `json:"data"`
}

const (
	owner   query.Text             = "owner"
	created query.Field[time.Time] = "created"
	expires query.Field[time.Time] = "expires"
)

// New returns the sessions of the store.
func New(store data.Store, config Config) (*Store, error) {
	if config.Collection == "" {
		config.Collection = "sessions"
	}
	sessions, err := data.NewDocuments(store, data.Config{
		Collection: config.Collection,
		Indexes:    []data.Index{{Fields: []string{"owner"}}, {Fields: []string{"expires"}}},
		// A session that was opened by a newer release lets its user into an older one.
		UnknownFields: data.IgnoreUnknown,
	}, func(d *document) string { return d.ID })
	if err != nil {
		return nil, fmt.Errorf("sessions: %w", err)
	}
	return &Store{sessions}, nil
}

// Add is the method of session.Store.
func (s *Store) Add(ctx context.Context, r session.Record) error {
	return s.sessions.Add(ctx, data.NewDocument(document{r.ID, r.Owner, r.Created, r.Expires, string(r.Data)}))
}

// Get is the method of session.Store.
func (s *Store) Get(ctx context.Context, id string) (session.Record, bool, error) {
	found, ok, err := s.get(ctx, id)
	if err != nil || !ok {
		return session.Record{}, false, err
	}
	return found.Value.record(), true, nil
}

// Extend is the method of session.Store.
func (s *Store) Extend(ctx context.Context, id string, from, to time.Time) (bool, error) {
	found, ok, err := s.get(ctx, id)
	if err != nil || !ok || !found.Value.Expires.Equal(from) {
		return false, err
	}
	found.Value.Expires = to
	err = s.sessions.Update(ctx, found)
	if errors.Is(err, errs.KindConflict) { // somebody else was first
		return false, nil
	}
	return err == nil, err
}

// Delete is the method of session.Store.
func (s *Store) Delete(ctx context.Context, id string) error {
	return uow.Retry(ctx, uow.RetryPolicy{}, func(ctx context.Context) error {
		found, ok, err := s.get(ctx, id)
		if err != nil || !ok {
			return err
		}
		return s.sessions.Remove(ctx, found)
	})
}

// DeleteAll is the method of session.Store.
func (s *Store) DeleteAll(ctx context.Context, of string, except ...string) error {
	_, err := s.remove(ctx, query.Where(owner.Eq(of), query.ID.NotIn(except...)))
	return err
}

// Purge is the method of session.Store. It takes a commit for every few hundred sessions and
// belongs into no unit of work.
func (s *Store) Purge(ctx context.Context, until time.Time) (int, error) {
	purged := 0
	for {
		n, err := s.remove(ctx, query.Where(expires.Le(until)).OrderBy(expires.Asc()).Limit(batch))
		purged += n
		if err != nil || n < batch {
			return purged, err
		}
	}
}

// List is the method of session.Lister.
func (s *Store) List(ctx context.Context, of string) ([]session.Record, error) {
	page, err := s.sessions.Find(ctx, query.Where(owner.Eq(of)).OrderBy(created.Asc()))
	if err != nil {
		return nil, err
	}
	list := make([]session.Record, len(page.Items))
	for i, found := range page.Items {
		list[i] = found.Value.record()
	}
	return list, nil
}

// remove removes what the query finds, in the unit of work of the caller or one of its own.
func (s *Store) remove(ctx context.Context, q query.Query) (n int, err error) {
	err = uow.Retry(ctx, uow.RetryPolicy{}, func(ctx context.Context) error {
		page, err := s.sessions.Find(ctx, q)
		if err != nil {
			return err
		}
		n = len(page.Items)
		for _, found := range page.Items {
			if err := s.sessions.Remove(ctx, found); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// get returns the document of the id, and whether there is one.
func (s *Store) get(ctx context.Context, id string) (*data.Document[document], bool, error) {
	found, err := s.sessions.Get(ctx, id)
	if errors.Is(err, errs.KindNotFound) {
		return nil, false, nil
	}
	return found, err == nil, err
}

func (d document) record() session.Record {
	return session.Record{ID: d.ID, Owner: d.Owner, Created: d.Created, Expires: d.Expires, Data: []byte(d.Data)}
}
