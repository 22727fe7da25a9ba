package throttle

import (
	"container/list"
	"context"
	"sync"
	"time"
)

// Record is what is known of an account or address. The zero Record is nothing.
type Record struct {
	// Attempts are those that were not taken back.
	Attempts int
	// Until is the end of the pause, the zero time while attempts are free.
	Until time.Time
	// Forget is from when on the record may be deleted, the zero time for never.
	Forget time.Time
}

// Store keeps records. A key is any bytes, 1 to 256 of them. Times are whole microseconds and
// come back as the same moments. A record may be gone from its Forget on, which is what a Get and a
// Swap after it go by. It takes no part in units of work: what it counted stays counted when the
// unit of a sign-in is rolled back. It is safe for concurrent use.
//
// The suite throttletest.TestStore holds a store to this contract.
type Store interface {
	// Get returns the record of the key, the zero one when there is none.
	Get(ctx context.Context, key string) (Record, error)
	// Swap puts next in the place of old when that is what is there, in one step, and says
	// whether it did. The zero Record as old is none, as next deletes.
	Swap(ctx context.Context, key string, old, next Record) (bool, error)
}

// Equal says whether the records are the same.
func (r Record) Equal(other Record) bool {
	return r.Attempts == other.Attempts && r.Until.Equal(other.Until) && r.Forget.Equal(other.Forget)
}

// IsZero says whether the record is nothing.
func (r Record) IsZero() bool { return r.Equal(Record{}) }

// MemoryConfig is what a [Memory] needs.
type MemoryConfig struct {
	// Entries is how many records are kept, 200 bytes or so each. Default: 100000. When
	// they are used up, the one changed longest ago goes, of those without a pause first:
	// who floods the store with names does not flush the account that is being guessed at.
	Entries int
}

// Memory keeps records in this process. It is safe for concurrent use.
type Memory struct {
	limit int

	mu      sync.Mutex
	entries map[string]*list.Element
	// light are the records without a pause and heavy the others, the latest in front.
	light, heavy list.List
}

type entry struct {
	key    string
	record Record
}

var _ Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory(config MemoryConfig) *Memory {
	if config.Entries <= 0 {
		config.Entries = 100_000
	}
	return &Memory{limit: config.Entries, entries: map[string]*list.Element{}}
}

// Get implements [Store]. It never fails.
func (m *Memory) Get(_ context.Context, key string) (Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.get(key), nil
}

// Swap implements [Store]. It never fails.
func (m *Memory) Swap(_ context.Context, key string, old, next Record) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.get(key).Equal(old) {
		return false, nil
	}
	m.remove(m.entries[key])
	if next.IsZero() {
		return true, nil
	}
	if len(m.entries) >= m.limit {
		m.evict()
	}
	in := &m.light
	if !next.Until.IsZero() {
		in = &m.heavy
	}
	m.entries[key] = in.PushFront(entry{key, next})
	return true, nil
}

// Len returns how many records there are.
func (m *Memory) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.entries)
}

func (m *Memory) get(key string) Record {
	if e := m.entries[key]; e != nil {
		return e.Value.(entry).record
	}
	return Record{}
}

func (m *Memory) evict() {
	oldest := m.light.Back()
	if oldest == nil {
		oldest = m.heavy.Back()
	}
	m.remove(oldest)
}

// remove takes the element out of the list that it is in; nil is none.
func (m *Memory) remove(e *list.Element) {
	if e == nil {
		return
	}
	delete(m.entries, e.Value.(entry).key)
	m.light.Remove(e) // does nothing for an element of another list
	m.heavy.Remove(e)
}
