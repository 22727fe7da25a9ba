package redisthrottle

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/neuroglia-go/neuroglia/auth/throttle"
)

// Config says where records are kept.
type Config struct {
	// Prefix is what all keys begin with, so that services can share a server; empty means
	// "neuroglia:".
	Prefix string
}

// Store keeps records in Redis. It is safe for concurrent use.
type Store struct {
	client redis.UniversalClient
	prefix string
}

var _ throttle.Store = (*Store)(nil)

// New returns the records in the Redis of the client, which stays the caller's to close.
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
func (s *Store) Ping(ctx context.Context) error { return wrap("reach Redis", s.client.Ping(ctx).Err()) }

// Close closes the connections of a store that was opened by a URL.
func (s *Store) Close() error { return s.client.Close() }

func (s *Store) key(of string) string { return s.prefix + "throttle:" + of }

// Get is the method of throttle.Store.
func (s *Store) Get(ctx context.Context, key string) (throttle.Record, error) {
	text, err := s.client.Get(ctx, s.key(key)).Result()
	if errors.Is(err, redis.Nil) {
		return throttle.Record{}, nil
	}
	if err != nil {
		return throttle.Record{}, wrap("read attempts", err)
	}
	r, err := parse(text)
	return r, wrap("read attempts", err)
}

// swapScript puts ARGV[2] in the place of ARGV[1] and has it forgotten at ARGV[3] in milliseconds; an
// empty text is none, and no time is never. It concerns one key, so that it runs on a cluster too.
var swapScript = redis.NewScript(`
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[2])
  if ARGV[3] ~= '' then redis.call('PEXPIREAT', KEYS[1], ARGV[3]) end
end
return 1`)

// Swap is the method of throttle.Store.
func (s *Store) Swap(ctx context.Context, key string, old, next throttle.Record) (bool, error) {
	ends := ""
	if !next.Forget.IsZero() {
		ends = strconv.FormatInt((next.Forget.UnixMicro()+999)/1000, 10) // no earlier
	}
	swapped, err := swapScript.Run(ctx, s.client, []string{s.key(key)}, format(old), format(next), ends).Int()
	return swapped == 1, wrap("count an attempt", err)
}

// format returns the attempts, the end of the pause and that of the record in microseconds since
// 1970, one text for one record; the empty text is the zero record.
func format(r throttle.Record) string {
	if r.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %d %d", r.Attempts, r.Until.UnixMicro(), r.Forget.UnixMicro())
}

func parse(text string) (throttle.Record, error) {
	var r throttle.Record
	var until, forget int64
	if _, err := fmt.Sscanf(text, "%d %d %d", &r.Attempts, &until, &forget); err != nil {
		return throttle.Record{}, fmt.Errorf("%q is no record: %w", text, err)
	}
	r.Until, r.Forget = time.UnixMicro(until).UTC(), time.UnixMicro(forget).UTC()
	return r, nil
}

func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
