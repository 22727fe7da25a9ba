package datatest_test

import (
	"bytes"
	"context"
	"iter"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
)

// Append, Erase and the like of a kept store fail once it is closed, too.
func (r *reopened) log() *memory.Store { return r.Store.(*memory.Store) }

func (r *reopened) Append(ctx context.Context, batches ...eventstore.Batch) (eventstore.Commit, error) {
	return r.log().Append(r.over(ctx), batches...)
}

func (r *reopened) ReadStream(ctx context.Context, stream string, o eventstore.ReadOptions) iter.Seq2[eventstore.Record, error] {
	return r.log().ReadStream(r.over(ctx), stream, o)
}

func (r *reopened) ReadAll(ctx context.Context, after eventstore.Position, f eventstore.Filter) iter.Seq2[eventstore.Record, error] {
	return r.log().ReadAll(r.over(ctx), after, f)
}

func (r *reopened) Head(ctx context.Context) (eventstore.Position, error) {
	return r.log().Head(r.over(ctx))
}

func (r *reopened) Wait(ctx context.Context, after eventstore.Position) (eventstore.Position, error) {
	return r.log().Wait(r.over(ctx), after)
}

func TestALogThatKeepsTheContractPasses(t *testing.T) {
	t.Parallel()
	k := new(kept)
	datatest.TestEventStore(t, k.open, datatest.Features{Durable: true}) // with no further powers
}

// logFault is a store whose log breaks the contract in one way.
type logFault struct {
	*memory.Store
	appends func(ctx context.Context, s *memory.Store, batches []eventstore.Batch) (eventstore.Commit, error)
	stream  func(o eventstore.ReadOptions) eventstore.ReadOptions
	filter  func(f eventstore.Filter) eventstore.Filter
	record  func(r eventstore.Record) eventstore.Record
	commit  func(b data.Batch) data.Batch
	erase   func() (int64, error)
	wait    func(head eventstore.Position) eventstore.Position
}

func (f *logFault) Append(ctx context.Context, batches ...eventstore.Batch) (eventstore.Commit, error) {
	if f.appends != nil {
		return f.appends(ctx, f.Store, batches)
	}
	return f.Store.Append(ctx, batches...)
}

func (f *logFault) ReadStream(ctx context.Context, stream string, o eventstore.ReadOptions) iter.Seq2[eventstore.Record, error] {
	if f.stream != nil {
		o = f.stream(o)
	}
	return f.records(f.Store.ReadStream(ctx, stream, o))
}

func (f *logFault) ReadAll(ctx context.Context, after eventstore.Position, filter eventstore.Filter) iter.Seq2[eventstore.Record, error] {
	if f.filter != nil {
		filter = f.filter(filter)
	}
	return f.records(f.Store.ReadAll(ctx, after, filter))
}

func (f *logFault) records(all iter.Seq2[eventstore.Record, error]) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		for r, err := range all {
			if f.record != nil {
				r = f.record(r)
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

func (f *logFault) Wait(ctx context.Context, after eventstore.Position) (eventstore.Position, error) {
	head, err := f.Store.Wait(ctx, after)
	if f.wait != nil && err == nil {
		head = f.wait(head)
	}
	return head, err
}

func (f *logFault) Commit(ctx context.Context, b data.Batch) error {
	if f.commit != nil {
		b = f.commit(b)
	}
	return f.Store.Commit(ctx, b)
}

func (f *logFault) Erase(ctx context.Context, stream string) (int64, error) {
	if f.erase != nil {
		return f.erase()
	}
	return f.Store.Erase(ctx, stream)
}

// logFaults are what an adapter may get wrong.
var logFaults = map[string]*logFault{
	"expected versions are not checked": {appends: func(ctx context.Context, s *memory.Store, batches []eventstore.Batch) (eventstore.Commit, error) {
		return s.Append(ctx, changed(batches, func(b *eventstore.Batch) { b.Expected = eventstore.Any })...)
	}},
	"a repetition is appended": {appends: func(ctx context.Context, s *memory.Store, batches []eventstore.Batch) (eventstore.Commit, error) {
		return s.Append(ctx, changed(batches, func(b *eventstore.Batch) {
			for i := range b.Events {
				b.Events[i].ID = ""
			}
		})...)
	}},
	"not all or nothing": {appends: func(ctx context.Context, s *memory.Store, batches []eventstore.Batch) (last eventstore.Commit, err error) {
		for _, b := range batches {
			commit, err := s.Append(ctx, b)
			if err != nil {
				return commit, err
			}
			last.Position, last.Versions = commit.Position, append(last.Versions, commit.Versions...)
		}
		return last, nil
	}},
	"a context that is over is ignored": {appends: func(ctx context.Context, s *memory.Store, batches []eventstore.Batch) (eventstore.Commit, error) {
		return s.Append(context.WithoutCancel(ctx), batches...)
	}},
	"no token is advanced": {appends: func(ctx context.Context, s *memory.Store, batches []eventstore.Batch) (eventstore.Commit, error) {
		alone := eventstore.WithMetadata(context.Background(), eventstore.MetadataOf(ctx))
		if ctx.Err() != nil {
			return eventstore.Commit{}, ctx.Err()
		}
		return s.Append(alone, batches...)
	}},
	"backwards is forwards": {stream: func(o eventstore.ReadOptions) eventstore.ReadOptions {
		o.Backwards = false
		return o
	}},
	"the limit of a stream is ignored": {stream: func(o eventstore.ReadOptions) eventstore.ReadOptions {
		o.Limit = 0
		return o
	}},
	"the moment is ignored": {stream: func(o eventstore.ReadOptions) eventstore.ReadOptions {
		o.AsOf = time.Time{}
		return o
	}},
	"types are ignored": {filter: func(f eventstore.Filter) eventstore.Filter {
		f.Types = nil
		return f
	}},
	"categories are ignored": {filter: func(f eventstore.Filter) eventstore.Filter {
		f.Categories = nil
		return f
	}},
	"the end is ignored": {filter: func(f eventstore.Filter) eventstore.Filter {
		f.Through = 0
		return f
	}},
	"the archive is always read": {filter: func(f eventstore.Filter) eventstore.Filter {
		f.Archived = true
		return f
	}},
	"metadata is lost": {record: func(r eventstore.Record) eventstore.Record {
		r.Metadata = eventstore.Metadata{}
		return r
	}},
	"times are local": {record: func(r eventstore.Record) eventstore.Record {
		r.At = r.At.In(time.FixedZone("local", 3600))
		return r
	}},
	"the head is too far": {wait: func(head eventstore.Position) eventstore.Position { return head + 2 }},
	"the events of writes are lost": {commit: func(b data.Batch) data.Batch {
		b.Writes = slices.Clone(b.Writes)
		for i := range b.Writes {
			if b.Writes[i].Op != data.Append {
				b.Writes[i].Events = nil
			}
		}
		return b
	}},
	"appends among writes are lost": {commit: func(b data.Batch) data.Batch {
		b.Writes = slices.DeleteFunc(slices.Clone(b.Writes), func(w data.Write) bool { return w.Op == data.Append })
		return b
	}},
	"an erasure does nothing": {erase: func() (int64, error) { return 0, nil }},
}

func changed(batches []eventstore.Batch, change func(*eventstore.Batch)) []eventstore.Batch {
	all := slices.Clone(batches)
	for i := range all {
		all[i].Events = slices.Clone(all[i].Events)
		change(&all[i])
	}
	return all
}

const logFaultVariable = "DATATEST_LOG_FAULT"

// TestFaultyLog is what TestTheLogSuiteFindsFaults runs in a process of its own, where
// it has to fail.
func TestFaultyLog(t *testing.T) {
	t.Parallel()
	faulty, ok := logFaults[os.Getenv(logFaultVariable)]
	if !ok {
		t.Skip("run by TestTheLogSuiteFindsFaults")
	}
	datatest.TestEventStore(t, func(*testing.T, string) data.Store {
		f := *faulty
		f.Store = memory.New()
		return &f
	}, datatest.Features{})
}

func TestTheLogSuiteFindsFaults(t *testing.T) {
	t.Parallel()
	for name := range logFaults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFaultyLog$", "-test.timeout=20s")
			cmd.Env = append(os.Environ(), logFaultVariable+"="+name)
			output, err := cmd.CombinedOutput()
			require.Error(t, err, "the suite accepts a log with this fault")
			require.True(t, bytes.Contains(output, []byte("--- FAIL: TestFaultyLog")), "%s", output)
		})
	}
}
