package session

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// Memory is the [Store] of one process, gone with it. It takes no part in units of work.
type Memory struct {
	mu      sync.RWMutex
	records map[string]Record
	owned   map[string]map[string]struct{} // ids by owner
}

var (
	_ Store  = (*Memory)(nil)
	_ Lister = (*Memory)(nil)
)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{records: make(map[string]Record), owned: make(map[string]map[string]struct{})}
}

var errTaken = errors.New("there is a session of this id")

// Add is the method of [Store].
func (m *Memory) Add(ctx context.Context, r Record) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.records[r.ID]; ok {
		return errTaken
	}
	r.Data = bytes.Clone(r.Data)
	m.records[r.ID] = r
	if m.owned[r.Owner] == nil {
		m.owned[r.Owner] = make(map[string]struct{}, 1)
	}
	m.owned[r.Owner][r.ID] = struct{}{}
	return nil
}

// Get is the method of [Store].
func (m *Memory) Get(ctx context.Context, id string) (Record, bool, error) {
	if ctx.Err() != nil {
		return Record{}, false, context.Cause(ctx)
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	r, ok := m.records[id]
	r.Data = bytes.Clone(r.Data)
	return r, ok, nil
}

// Extend is the method of [Store].
func (m *Memory) Extend(ctx context.Context, id string, from, to time.Time) (bool, error) {
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.records[id]
	if !ok || !r.Expires.Equal(from) {
		return false, nil
	}
	r.Expires = to
	m.records[id] = r
	return true, nil
}

// Delete is the method of [Store].
func (m *Memory) Delete(ctx context.Context, id string) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget(id)
	return nil
}

// DeleteAll is the method of [Store].
func (m *Memory) DeleteAll(ctx context.Context, owner string, except ...string) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for id := range m.owned[owner] {
		if !slices.Contains(except, id) {
			m.forget(id)
		}
	}
	return nil
}

// Purge is the method of [Store].
func (m *Memory) Purge(ctx context.Context, until time.Time) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	before := len(m.records)
	for id, r := range m.records {
		if !r.Expires.After(until) {
			m.forget(id)
		}
	}
	return before - len(m.records), nil
}

// List is the method of [Lister].
func (m *Memory) List(ctx context.Context, owner string) ([]Record, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	list := make([]Record, 0, len(m.owned[owner]))
	for id := range m.owned[owner] {
		r := m.records[id]
		r.Data = bytes.Clone(r.Data)
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b Record) int { return a.Created.Compare(b.Created) })
	return list, nil
}

func (m *Memory) forget(id string) {
	r, ok := m.records[id]
	if !ok {
		return
	}
	delete(m.records, id)
	delete(m.owned[r.Owner], id)
	if len(m.owned[r.Owner]) == 0 {
		delete(m.owned, r.Owner)
	}
}
