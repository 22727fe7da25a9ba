package redissession

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/neuroglia-go/neuroglia/auth/session"
)

// Config says where sessions are kept.
type Config struct {
	// Prefix is what all keys begin with, so that services can share a server; empty means
	// "neuroglia:".
	Prefix string
}

// Store keeps sessions in Redis. It is safe for concurrent use.
type Store struct {
	client redis.UniversalClient
	prefix string
}

var (
	_ session.Store  = (*Store)(nil)
	_ session.Lister = (*Store)(nil)
)

// New returns the sessions in the Redis of the client, which stays the caller's to close.
func New(client redis.UniversalClient, config Config) *Store {
	if config.Prefix == "" {
		config.Prefix = "neuroglia:"
	}
	return &Store{client: client, prefix: config.Prefix}
}

// Open connects to the Redis of the URL, "redis://user:password@host:6379/0" or "rediss://"
// with TLS, and makes sure that it answers. Close closes it.
func Open(ctx context.Context, url string, config Config) (*Store, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, errURL // that of the parser may show the password
	}
	options.ContextTimeoutEnabled = true
	s := New(redis.NewClient(options), config)
	if err := s.Ping(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

var errURL = errors.New(`the URL of Redis is not one; write it as "redis://user:password@host:6379/0"`)

// Ping reports whether Redis answers; health probes call it.
func (s *Store) Ping(ctx context.Context) error {
	return explain("reach Redis", s.client.Ping(ctx).Err())
}

// Close closes the connections of a store that was opened by a URL.
func (s *Store) Close() error { return s.client.Close() }

// The fields of a session. The times are microseconds since 1970.
const (
	fieldOwner   = "owner"
	fieldCreated = "created"
	fieldExpires = "expires"
	fieldData    = "data"
)

func (s *Store) key(id string) string { return s.prefix + "session:" + id }

// index is the key of the ids of an owner's sessions, by when they end.
func (s *Store) index(owner string) string { return s.prefix + "owner:" + owner }

// Add is the method of session.Store.
func (s *Store) Add(ctx context.Context, r session.Record) error {
	// The index comes first: a session that is not in it could not be revoked.
	if err := s.note(ctx, r.Owner, r.ID, r.Expires); err != nil {
		return err
	}
	added, err := addScript.Run(ctx, s.client, []string{s.key(r.ID)},
		r.Owner, r.Created.UnixMicro(), r.Expires.UnixMicro(), r.Data, millis(r.Expires)).Bool()
	if err != nil && !errors.Is(err, redis.Nil) {
		return explain("add a session", err)
	}
	if !added {
		return errTaken
	}
	return nil
}

var errTaken = errors.New("there is a session of this id")

// note puts a session into the index of its owner.
func (s *Store) note(ctx context.Context, owner, id string, expires time.Time) error {
	return explain("note a session", noteScript.Run(ctx, s.client, []string{s.index(owner)}, id, millis(expires)).Err())
}

// millis is when Redis forgets what ends at t, which is no earlier.
func millis(t time.Time) int64 { return (t.UnixMicro() + 999) / 1000 }

// Get is the method of session.Store.
func (s *Store) Get(ctx context.Context, id string) (session.Record, bool, error) {
	fields, err := s.client.HGetAll(ctx, s.key(id)).Result()
	if err != nil {
		return session.Record{}, false, explain("read a session", err)
	}
	if len(fields) == 0 {
		return session.Record{}, false, nil
	}
	r, err := record(id, fields)
	return r, err == nil, err
}

// record returns the session of the fields.
func record(id string, fields map[string]string) (session.Record, error) {
	created, err1 := strconv.ParseInt(fields[fieldCreated], 10, 64)
	expires, err2 := strconv.ParseInt(fields[fieldExpires], 10, 64)
	if err := errors.Join(err1, err2); err != nil {
		return session.Record{}, fmt.Errorf("read session %s: %w", id, err)
	}
	return session.Record{
		ID: id, Owner: fields[fieldOwner], Data: []byte(fields[fieldData]),
		Created: time.UnixMicro(created).UTC(), Expires: time.UnixMicro(expires).UTC(),
	}, nil
}

// Extend is the method of session.Store.
func (s *Store) Extend(ctx context.Context, id string, from, to time.Time) (bool, error) {
	owner, ok, err := s.owner(ctx, id)
	if err != nil || !ok {
		return false, err
	}
	// As in Add, the index is not to forget it while it goes on.
	if err := s.note(ctx, owner, id, to); err != nil {
		return false, err
	}
	extended, err := extendScript.Run(ctx, s.client, []string{s.key(id)}, from.UnixMicro(), to.UnixMicro(), millis(to)).Int()
	return extended == 1, explain("extend a session", err)
}

// owner returns whose session it is, and whether there is one.
func (s *Store) owner(ctx context.Context, id string) (string, bool, error) {
	owner, err := s.client.HGet(ctx, s.key(id), fieldOwner).Result()
	if errors.Is(err, redis.Nil) {
		return "", false, nil
	}
	return owner, err == nil, explain("read a session", err)
}

// Delete is the method of session.Store.
func (s *Store) Delete(ctx context.Context, id string) error {
	owner, ok, err := s.owner(ctx, id)
	if err != nil || !ok {
		return err
	}
	return s.forget(ctx, owner, []string{id})
}

// DeleteAll is the method of session.Store.
func (s *Store) DeleteAll(ctx context.Context, owner string, except ...string) error {
	ids, err := s.client.ZRange(ctx, s.index(owner), 0, -1).Result()
	if err != nil {
		return explain("find the sessions of a user", err)
	}
	return s.forget(ctx, owner, slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(except, id) }))
}

// forget deletes the sessions of the ids, provided that they are the owner's. They leave the
// index last, so that one that could not be deleted can be later.
func (s *Store) forget(ctx context.Context, owner string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, id := range ids {
			deleteScript.Eval(ctx, p, []string{s.key(id)}, owner)
		}
		return nil
	})
	if err == nil {
		err = s.client.ZRem(ctx, s.index(owner), members(ids)...).Err()
	}
	return explain("delete sessions", err)
}

func members(ids []string) []any {
	list := make([]any, len(ids))
	for i, id := range ids {
		list[i] = id
	}
	return list
}

// Purge does nothing: Redis forgets by itself what is over.
func (*Store) Purge(context.Context, time.Time) (int, error) { return 0, nil }

// List is the method of session.Lister.
func (s *Store) List(ctx context.Context, owner string) ([]session.Record, error) {
	ids, err := s.client.ZRange(ctx, s.index(owner), 0, -1).Result()
	if err != nil {
		return nil, explain("find the sessions of a user", err)
	}
	answers := make([]*redis.MapStringStringCmd, len(ids))
	_, err = s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, id := range ids {
			answers[i] = p.HGetAll(ctx, s.key(id))
		}
		return nil
	})
	if err != nil {
		return nil, explain("read the sessions of a user", err)
	}
	list := make([]session.Record, 0, len(ids))
	for i, id := range ids {
		if fields := answers[i].Val(); len(fields) > 0 && fields[fieldOwner] == owner {
			r, err := record(id, fields)
			if err != nil {
				return nil, err
			}
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b session.Record) int { return a.Created.Compare(b.Created) })
	return list, nil
}
