package datathrottle

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"net/url"
	"time"

	"github.com/neuroglia-go/neuroglia/auth/throttle"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// batch is how many records are purged in one commit.
const batch = 500

// Config says where records are kept.
type Config struct {
	// Collection is where; empty means "throttled_attempts".
	Collection string
}

// Store keeps records as documents of a data.Store. It is safe for concurrent use.
type Store struct {
	store      data.Store
	collection string
}

var (
	_ throttle.Store     = (*Store)(nil)
	_ throttle.Purgeable = (*Store)(nil)
)

// document is a record as it is stored.
type document struct {
	Attempts int       `json:"attempts"`
	Until    time.Time `json:"until,omitzero"`
	// Forget is left out where it is never, so that no purge finds it.
	Forget time.Time `json:"forget,omitzero"`
}

const forget query.Field[time.Time] = "forget"

// New returns the records of the store.
func New(store data.Store, config Config) (*Store, error) {
	if config.Collection == "" {
		config.Collection = "throttled_attempts"
	}
	c := data.Collection{Name: config.Collection, Indexes: []data.Index{{Name: "forget", Fields: []string{"forget"}}}}
	err := c.Check()
	if err == nil {
		err = store.Define(c)
	}
	if err != nil {
		return nil, fmt.Errorf("attempts: %w", err)
	}
	return &Store{store, config.Collection}, nil
}

// Get is the method of throttle.Store.
func (s *Store) Get(ctx context.Context, key string) (throttle.Record, error) {
	if err := outside(ctx); err != nil {
		return throttle.Record{}, err
	}
	found, err := s.store.Load(ctx, s.collection, []string{id(key)})
	if err != nil || len(found) == 0 {
		return throttle.Record{}, wrap("read", err)
	}
	var d document
	if err := data.Decode(found[0].Body, &d); err != nil {
		return throttle.Record{}, wrap("read", err)
	}
	return throttle.Record(d), nil
}

// Swap is the method of throttle.Store. It is one commit, before which nothing is read: the
// version of a document is made of its record, so that a document in the version of old is old.
func (s *Store) Swap(ctx context.Context, key string, old, next throttle.Record) (bool, error) {
	if err := outside(ctx); err != nil {
		return false, err
	}
	write := data.Write{Collection: s.collection, ID: id(key), Expected: version(old), Version: version(next)}
	switch {
	case !next.IsZero():
		body, err := data.Encode(document(next))
		if err != nil {
			return false, wrap("write", err)
		}
		write.Op, write.Body = data.Put, body
	case !old.IsZero():
		write.Op = data.Delete
	default:
		write.Op = data.Check
	}
	err := s.store.Commit(ctx, data.Batch{Writes: []data.Write{write}})
	if uow.OutcomeOf(err) != uow.Unknown && errors.Is(err, errs.KindConflict) { // somebody else was first
		return false, nil
	}
	return err == nil, wrap("write", err)
}

// Purge is the method of throttle.Purgeable.
func (s *Store) Purge(ctx context.Context, until time.Time) (int, error) {
	if err := outside(ctx); err != nil {
		return 0, err
	}
	purged := 0
	for {
		var n int
		err := uow.RetryPolicy{}.Run(ctx, func(ctx context.Context) (err error) {
			n, err = s.purge(ctx, until)
			return err
		})
		if err != nil {
			return purged, wrap("purge", err)
		}
		if purged += n; n < batch {
			return purged, nil
		}
	}
}

// purge deletes a batch. One that counts again meanwhile is a conflict, and not found the next time.
func (s *Store) purge(ctx context.Context, until time.Time) (int, error) {
	found, err := s.store.Query(ctx, s.collection, query.Where(forget.Le(until)).OrderBy(forget.Asc()).Limit(batch))
	if err != nil {
		return 0, err
	}
	writes := make([]data.Write, len(found.Records))
	for i, r := range found.Records {
		writes[i] = data.Write{Op: data.Delete, Collection: s.collection, ID: r.ID, Expected: r.Version}
	}
	return len(writes), s.store.Commit(ctx, data.Batch{Writes: writes})
}

// outside refuses a context whose unit of work holds a transaction: what is read in it is not
// what is there now, and a commit beside it may wait for the unit, which waits for the commit.
func outside(ctx context.Context) error {
	if _, held := data.Held(ctx); held {
		return errHeld
	}
	return nil
}

var errHeld = errors.New("attempts are counted outside of the unit of work, and this one holds a transaction open; count before it reads, or without isolation")

// id is the key in ASCII, which every store keeps.
func id(key string) string { return url.PathEscape(key) }

// version is 0 for the zero record and else a number of 63 bits that no other record has.
func version(r throttle.Record) int64 {
	if r.IsZero() {
		return 0
	}
	var fields []byte
	for _, field := range []int64{int64(r.Attempts), r.Until.UnixMicro(), r.Forget.UnixMicro()} {
		fields = binary.BigEndian.AppendUint64(fields, uint64(field)) //nolint:gosec // the bits are what counts
	}
	sum := sha256.Sum256(fields)
	return max(1, int64(binary.BigEndian.Uint64(sum[:])&math.MaxInt64)) //nolint:gosec // it is masked
}

func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s attempts: %w", doing, err)
}
