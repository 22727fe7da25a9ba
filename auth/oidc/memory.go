package oidc

import (
	"context"
	"sync"
	"time"
)

// Memory is the [Store] of one process, gone with it: for development and tests.
type Memory struct {
	mu      sync.Mutex
	records map[string]Record
}

var _ Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory { return &Memory{records: map[string]Record{}} }

// Add is the method of [Store].
func (m *Memory) Add(ctx context.Context, r Record) (bool, error) {
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, taken := m.records[r.ID]; taken {
		return false, nil
	}
	r.Version = 1
	m.records[r.ID] = r
	return true, nil
}

// Get is the method of [Store].
func (m *Memory) Get(ctx context.Context, id string) (Record, bool, error) {
	if ctx.Err() != nil {
		return Record{}, false, context.Cause(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.records[id]
	return r, ok, nil
}

// Replace is the method of [Store].
func (m *Memory) Replace(ctx context.Context, r Record) (bool, error) {
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if was, ok := m.records[r.ID]; !ok || was.Version != r.Version {
		return false, nil
	}
	r.Version++
	m.records[r.ID] = r
	return true, nil
}

// Delete is the method of [Store].
func (m *Memory) Delete(ctx context.Context, id string) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.records, id)
	return nil
}

// Find is the method of [Store]. It looks at every record.
func (m *Memory) Find(ctx context.Context, subject, session string) ([]Record, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []Record
	for _, r := range m.records {
		if (subject != "" || session != "") && (subject == "" || r.Subject == subject) && (session == "" || r.Session == session) {
			found = append(found, r)
		}
	}
	return found, nil
}

// Purge is the method of [Store].
func (m *Memory) Purge(ctx context.Context, until time.Time) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for id, r := range m.records {
		if !r.Expires.After(until) {
			delete(m.records, id)
			n++
		}
	}
	return n, nil
}
