package lease

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
)

// Clock is a data.Store that can tell the time. All who share the store get it from one
// clock: that of the database server, or of the machine where the store is a file.
type Clock interface {
	// Now returns the time, which does not fall noticeably.
	Now(ctx context.Context) (time.Time, error)
}

// Config says where leases are kept.
type Config struct {
	// Collection is where; empty means "lease_terms".
	Collection string
}

// Leases hands out leases of a store. It is safe for concurrent use, by any number of
// processes on one store.
type Leases struct {
	store      data.Store
	clock      Clock
	collection string
}

// New returns the leases of the store, which has to be a [Clock] too.
func New(store data.Store, config Config) (*Leases, error) {
	if config.Collection == "" {
		config.Collection = "lease_terms"
	}
	clock, ok := store.(Clock)
	if !ok {
		return nil, fmt.Errorf("leases need the time of the database, which a %T does not tell; use a store with a Now method", store)
	}
	if err := store.Define(data.Collection{Name: config.Collection}); err != nil {
		return nil, fmt.Errorf("leases: %w", err)
	}
	return &Leases{store: store, clock: clock, collection: config.Collection}, nil
}

// Lease is the right to work on what the name stands for. It is a value: a renewed one
// replaces it.
type Lease struct {
	Name  string
	Owner string
	// Token is greater than that of every lease handed out before under the name. It stays
	// while the lease is renewed.
	Token int64
	// Until is when the lease is over, by the clock of the store.
	Until time.Time
}

// A lease is two documents: the term, whose version is the token, and its end, which is
// the only one that a renewal changes. So to check a token is to check a version, and
// no renewal gets in the way of that.
type (
	term struct {
		Owner string `json:"owner"`
	}
	end struct {
		Until time.Time `json:"until"`
	}
)

func termID(name string) string { return "term/" + name }

func endID(name string) string { return "end/" + name }

// state is what is stored about a name. Zero means that it never was leased.
type state struct {
	term
	end
	token int64 // the version of the term
	beat  int64 // the version of the end
}

// Acquire returns the lease for the time given, or a [*HeldError] while somebody else
// has it. An owner that has it already gets it anew, with another token: it may be
// another life of the same process. Owners are told apart by their names, so give each
// process one of its own.
func (s *Leases) Acquire(ctx context.Context, name, owner string, ttl time.Duration) (Lease, error) {
	st, now, err := s.look(ctx, name)
	if err != nil {
		return Lease{}, err
	}
	if st.token > 0 && st.Owner != owner && now.Before(st.Until) {
		return Lease{}, &HeldError{Name: name, Owner: st.Owner, Until: st.Until}
	}
	l := Lease{Name: name, Owner: owner, Token: st.token + 1, Until: now.Add(ttl)}
	err = s.write(ctx, s.put(termID(name), st.token, term{owner}), s.put(endID(name), st.beat, end{l.Until}))
	if conflicts(err) {
		return Lease{}, s.overtaken(ctx, name)
	}
	if err != nil {
		return Lease{}, fmt.Errorf("acquire the lease %q: %w", name, err)
	}
	return l, nil
}

// overtaken returns the [*HeldError] for a lease that another one acquired at the same
// time.
func (s *Leases) overtaken(ctx context.Context, name string) error {
	st, _, err := s.look(ctx, name)
	if err != nil {
		return err
	}
	return &HeldError{Name: name, Owner: st.Owner, Until: st.Until}
}

// Renew returns the lease with the time given, from now on. It is a [*LostError] when
// somebody else acquired it; one that is over and that nobody wanted is renewed.
func (s *Leases) Renew(ctx context.Context, l Lease, ttl time.Duration) (Lease, error) {
	until, err := s.extend(ctx, l, ttl)
	if err != nil {
		return Lease{}, err
	}
	l.Until = until
	return l, nil
}

// Release ends the lease, so that another one may acquire it at once. One that is lost
// already is none of the caller's business, and no error.
func (s *Leases) Release(ctx context.Context, l Lease) error {
	_, err := s.extend(ctx, l, 0)
	if _, lost := errors.AsType[*LostError](err); lost {
		return nil
	}
	return err
}

func (s *Leases) extend(ctx context.Context, l Lease, ttl time.Duration) (time.Time, error) {
	for {
		st, now, err := s.look(ctx, l.Name)
		if err != nil {
			return time.Time{}, err
		}
		if st.token != l.Token {
			return time.Time{}, &LostError{Name: l.Name, Token: l.Token}
		}
		until := now.Add(ttl)
		err = s.write(ctx, s.check(l), s.put(endID(l.Name), st.beat, end{until}))
		if conflicts(err) {
			continue // by another renewal, or for good, as the next look tells
		}
		if err != nil {
			return time.Time{}, fmt.Errorf("renew the lease %q: %w", l.Name, err)
		}
		return until, nil
	}
}

// look returns what is stored, and a time not after the moment at which it was.
func (s *Leases) look(ctx context.Context, name string) (st state, now time.Time, err error) {
	now, err = s.clock.Now(ctx)
	if err != nil {
		return st, now, fmt.Errorf("ask the store for the time: %w", err)
	}
	records, err := s.store.Load(ctx, s.collection, []string{termID(name), endID(name)})
	if err != nil {
		return st, now, fmt.Errorf("look at the lease %q: %w", name, err)
	}
	for _, r := range records {
		if r.ID == termID(name) {
			st.token, err = r.Version, json.Unmarshal(r.Body, &st.term)
		} else {
			st.beat, err = r.Version, json.Unmarshal(r.Body, &st.end)
		}
		if err != nil {
			return st, now, fmt.Errorf("read the lease %q: %w", name, err)
		}
	}
	return st, now, nil
}

func (s *Leases) put(id string, version int64, body any) data.Write {
	text, _ := json.Marshal(body) // a text or a time
	return data.Write{Op: data.Put, Collection: s.collection, ID: id, Expected: version, Version: version + 1, Body: text}
}

// check is the fence: the term still has the version that is the token.
func (s *Leases) check(l Lease) data.Write {
	return data.Write{Op: data.Check, Collection: s.collection, ID: termID(l.Name), Expected: l.Token}
}

func (s *Leases) write(ctx context.Context, writes ...data.Write) error {
	return s.store.Commit(ctx, data.Batch{Writes: writes})
}

// conflicts reports whether somebody else wrote first.
func conflicts(err error) bool {
	_, stale := errors.AsType[*data.StaleError](err)
	_, duplicate := errors.AsType[*data.DuplicateError](err)
	return stale || duplicate
}
