package postgres_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/errs"
)

// How long tests wait for what happens by itself, and how often they look.
const (
	patience = 20 * time.Second
	tick     = 10 * time.Millisecond
)

type happened struct{}

func (happened) EventName() string { return "order.placed.v1" }

func placed(id string) data.Batch {
	return data.Batch{Writes: []data.Write{{
		Op: data.Put, Collection: "docs", ID: id, Version: 1, Body: []byte(`{}`), Stream: "doc-" + id, Events: []aggregate.Event{happened{}},
	}}}
}

// A pool of one connection and many callers: nobody may need a second one.
func TestAPoolOfOneIsEnough(t *testing.T) {
	t.Parallel()
	store := open(t, "&pool_max_conns=1")
	require.NoError(t, store.Define(data.Collection{Name: "docs"}))
	require.NoError(t, store.Commit(t.Context(), placed("1")))
	var working sync.WaitGroup
	for range 16 {
		working.Go(func() {
			if err := store.Commit(context.Background(), placed("1")); errs.KindOf(err) != errs.KindConflict {
				t.Error(err)
			}
			_, err := store.Append(context.Background(), eventstore.Batch{Stream: "doc-1", Events: []eventstore.Event{{Type: "a"}}})
			if errs.KindOf(err) != errs.KindConflict {
				t.Error(err)
			}
		})
	}
	working.Wait()
}

// One who is refused takes nobody along, in whatever group he is.
func TestGroupedAppendsHaveTheirOwnOutcomes(t *testing.T) {
	t.Parallel()
	store := open(t, "")
	_, err := store.Append(t.Context(), eventstore.Batch{Stream: "taken-1", Events: []eventstore.Event{{Type: "a"}}})
	require.NoError(t, err)
	var working sync.WaitGroup
	var good, refused atomic.Int64
	for n := range 400 {
		working.Go(func() {
			b := eventstore.Batch{Stream: fmt.Sprintf("free-%d", n), Events: []eventstore.Event{{Type: "a"}, {Type: "b"}}}
			if n%4 == 0 {
				b.Stream = "taken-1"
			}
			commit, err := store.Append(context.Background(), b)
			switch {
			case err == nil && commit.Versions[0] == 2:
				good.Add(1)
			case errs.KindOf(err) == errs.KindConflict && n%4 == 0:
				refused.Add(1)
			default:
				t.Error(n, commit, err)
			}
		})
	}
	working.Wait()
	require.EqualValues(t, 300, good.Load())
	require.EqualValues(t, 100, refused.Load())
	over, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = store.Append(over, eventstore.Batch{Stream: "free-over", Events: []eventstore.Event{{Type: "a"}}})
	require.ErrorIs(t, err, context.Canceled)
}

func TestALongTextInAnIndexedFieldIsFine(t *testing.T) {
	t.Parallel()
	store := open(t, "")
	require.NoError(t, store.Define(data.Collection{
		Name: "docs", Unique: []data.Index{{Name: "u", Fields: []string{"u"}}}, Indexes: []data.Index{{Name: "i", Fields: []string{"i", "u"}}},
	}))
	long := func(last string) []byte {
		text := make([]byte, 50_000)
		for i := range text {
			text[i] = 'a' + byte(i*7919%26)
		}
		return fmt.Appendf(nil, `{"u":"%s%s","i":"%s"}`, text, last, text)
	}
	write := func(id string, body []byte) error {
		return store.Commit(t.Context(), data.Batch{Writes: []data.Write{{Op: data.Put, Collection: "docs", ID: id, Version: 1, Body: body}}})
	}
	require.NoError(t, write("1", long("x")))
	require.NoError(t, write("2", long("y")))
	require.Equal(t, errs.KindConflict, errs.KindOf(write("3", long("x"))))
}
