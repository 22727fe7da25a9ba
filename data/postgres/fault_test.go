package postgres_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// proxy stands between a store and its server and loses connections when it is told to.
type proxy struct {
	listener net.Listener
	server   string
	// What becomes of the next thing that a client sends.
	deliverAndCut, dropAndCut atomic.Bool
}

// behindProxy returns the URL of a database by way of a proxy.
func behindProxy(t *testing.T) (*proxy, string) {
	t.Helper()
	u, err := url.Parse(testenv.Postgres(t))
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &proxy{listener: listener, server: u.Host}
	var serving sync.WaitGroup
	serving.Go(func() { p.serve(&serving) })
	t.Cleanup(func() { _ = listener.Close(); serving.Wait() })
	u.Host = listener.Addr().String()
	return p, u.String()
}

func (p *proxy) serve(serving *sync.WaitGroup) {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.server)
		if err != nil {
			_ = client.Close()
			continue
		}
		serving.Go(func() { _, _ = io.Copy(client, server); _ = client.Close() })
		serving.Go(func() { p.forward(client, server) })
	}
}

func (p *proxy) forward(client, server net.Conn) {
	defer func() { _ = server.Close() }()
	buffer := make([]byte, 64<<10)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		if p.dropAndCut.CompareAndSwap(true, false) {
			_ = client.Close()
			return
		}
		cut := p.deliverAndCut.CompareAndSwap(true, false)
		if cut {
			_ = client.Close()
		}
		if _, err := server.Write(buffer[:n]); err != nil || cut {
			_ = server.(*net.TCPConn).CloseWrite() // the server does what it was told, and then finds nobody there
			_, _ = io.Copy(io.Discard, server)
			return
		}
	}
}

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

// Whatever is lost on the way, document and event are both there or both not, and who is
// not told that they are there is not told that they are not.
func TestALostConnectionLeavesAllOrNothing(t *testing.T) {
	t.Parallel()
	p, url := behindProxy(t)
	opened, err := postgres.Open(t.Context(), url+"&pool_max_conns=1")
	require.NoError(t, err)
	store := opened.(*postgres.Store)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	require.NoError(t, store.Define(data.Collection{Name: "docs"}))
	require.NoError(t, store.Commit(t.Context(), placed("warm")), "statements are prepared")

	for name, fault := range map[string]*atomic.Bool{"answer": &p.deliverAndCut, "request": &p.dropAndCut} {
		fault.Store(true)
		err := store.Commit(t.Context(), placed(name))
		require.Equal(t, uow.Unknown, uow.OutcomeOf(err), "%v", err)
		require.Eventually(t, func() bool { return store.Ping(t.Context()) == nil }, patience, tick)
		documents, err := store.Load(t.Context(), "docs", []string{name})
		require.NoError(t, err)
		events := recordsOf(t, store.ReadStream(t.Context(), "doc-"+name, eventstore.ReadOptions{}))
		require.Len(t, events, len(documents))
		if name == "request" {
			require.Empty(t, documents)
		}

		fault.Store(true)
		one := eventstore.Batch{Stream: "again-" + name, Events: []eventstore.Event{{ID: eventstore.NewID(), Type: "a"}}}
		_, err = store.Append(t.Context(), one)
		require.Equal(t, uow.Unknown, uow.OutcomeOf(err), "%v", err)
		require.Eventually(t, func() bool {
			_, err := store.Append(t.Context(), one)
			return err == nil
		}, patience, tick, "appending again tells")
		require.Len(t, recordsOf(t, store.ReadStream(t.Context(), one.Stream, eventstore.ReadOptions{})), 1)
	}
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
