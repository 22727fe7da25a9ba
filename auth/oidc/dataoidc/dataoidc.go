package dataoidc

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/auth/oidc"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// batch is how many records are purged in one commit.
const batch = 500

// Config says where records are kept.
type Config struct {
	// Collection is where; empty means "oidc_records".
	Collection string
}

// Store keeps records as documents of a data.Store. It is safe for concurrent use.
type Store struct {
	store      data.Store
	collection string
}

var _ oidc.Store = (*Store)(nil)

// document is a record as it is stored; its version is that of the document.
type document struct {
	Subject string    `json:"subject"`
	Session string    `json:"session"`
	Expires time.Time `json:"expires"`
	Data    string    `json:"data"`
}

const (
	subjects query.Text             = "subject"
	sessions query.Text             = "session"
	expires  query.Field[time.Time] = "expires"
)

// New returns the records of the store.
func New(store data.Store, config Config) (*Store, error) {
	if config.Collection == "" {
		config.Collection = "oidc_records"
	}
	collection := data.Collection{
		Name: config.Collection,
		Indexes: []data.Index{
			{Name: "subject", Fields: []string{"subject"}},
			{Name: "session", Fields: []string{"session"}},
			{Name: "expires", Fields: []string{"expires"}},
		},
	}
	err := collection.Check()
	if err == nil {
		err = store.Define(collection)
	}
	if err != nil {
		return nil, fmt.Errorf("records of identity providers: %w", err)
	}
	return &Store{store, config.Collection}, nil
}

// Add is the method of oidc.Store.
func (s *Store) Add(ctx context.Context, r oidc.Record) (bool, error) {
	r.Version = 0
	return s.put(ctx, r)
}

// Get is the method of oidc.Store.
func (s *Store) Get(ctx context.Context, id string) (oidc.Record, bool, error) {
	found, err := s.store.Load(ctx, s.collection, []string{id})
	if err != nil || len(found) == 0 {
		return oidc.Record{}, false, err
	}
	r, err := record(found[0])
	return r, err == nil, err
}

// Replace is the method of oidc.Store.
func (s *Store) Replace(ctx context.Context, r oidc.Record) (bool, error) {
	if r.Version < 1 {
		return false, nil
	}
	return s.put(ctx, r)
}

// put stores the next version of a record, and says whether nobody was faster.
func (s *Store) put(ctx context.Context, r oidc.Record) (bool, error) {
	body, err := data.Encode(document{r.Subject, r.Session, r.Expires.UTC(), r.Data})
	if err != nil {
		return false, err
	}
	return won(s.store.Commit(ctx, data.Batch{Writes: []data.Write{{
		Op: data.Put, Collection: s.collection, ID: r.ID, Expected: r.Version, Version: r.Version + 1, Body: body,
	}}}))
}

// won says whether a commit was the first, an error if that is not the question.
func won(err error) (bool, error) {
	if _, stale := errors.AsType[*data.StaleError](err); stale {
		return false, nil
	}
	if _, taken := errors.AsType[*data.DuplicateError](err); taken {
		return false, nil
	}
	return err == nil, err
}

// Delete is the method of oidc.Store.
func (s *Store) Delete(ctx context.Context, id string) error {
	for {
		found, err := s.store.Load(ctx, s.collection, []string{id})
		if err != nil || len(found) == 0 {
			return err
		}
		if gone, err := s.remove(ctx, found); gone || err != nil {
			return err
		}
	}
}

// remove deletes the records in the versions that they have, or none of them.
func (s *Store) remove(ctx context.Context, found []data.Record) (bool, error) {
	writes := make([]data.Write, len(found))
	for i, r := range found {
		writes[i] = data.Write{Op: data.Delete, Collection: s.collection, ID: r.ID, Expected: r.Version}
	}
	return won(s.store.Commit(ctx, data.Batch{Writes: writes}))
}

// Find is the method of oidc.Store.
func (s *Store) Find(ctx context.Context, subject, session string) ([]oidc.Record, error) {
	var conditions []query.Condition
	if subject != "" {
		conditions = append(conditions, subjects.Eq(subject))
	}
	if session != "" {
		conditions = append(conditions, sessions.Eq(session))
	}
	if len(conditions) == 0 {
		return nil, nil
	}
	found, err := s.store.Query(ctx, s.collection, query.Where(conditions...))
	if err != nil {
		return nil, err
	}
	records := make([]oidc.Record, len(found.Records))
	for i, each := range found.Records {
		if records[i], err = record(each); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// Purge is the method of oidc.Store. It takes a commit for every few hundred records.
func (s *Store) Purge(ctx context.Context, until time.Time) (int, error) {
	purged := 0
	for {
		found, err := s.store.Query(ctx, s.collection, query.Where(expires.Le(until)).OrderBy(expires.Asc()).Limit(batch))
		if err != nil || len(found.Records) == 0 {
			return purged, err
		}
		gone, err := s.remove(ctx, found.Records)
		if err != nil {
			return purged, err
		}
		if gone { // else another replica purges as well
			purged += len(found.Records)
		}
	}
}

// record returns what a document holds.
func record(r data.Record) (oidc.Record, error) {
	var d document
	if err := data.Decode(r.Body, &d); err != nil {
		return oidc.Record{}, fmt.Errorf("read record %s of identity providers: %w", r.ID, err)
	}
	return oidc.Record{ID: r.ID, Version: r.Version, Subject: d.Subject, Session: d.Session, Expires: d.Expires.UTC(), Data: d.Data}, nil
}
