package data_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

func TestInsertIsAdd(t *testing.T) {
	t.Parallel()
	type entry struct {
		ID   string         `json:"id"`
		At   time.Time      `json:"at"`
		Took time.Duration  `json:"took"`
		Tags map[string]int `json:"tags"`
		Text string         `json:"text"`
	}
	value := func(id string) entry {
		return entry{id, time.Date(2026, 11, 20, 12, 0, 0, 5, time.Local), time.Second, map[string]int{"b": 1, "a": 2}, "<ä&\n>"}
	}
	store := memory.New()
	entries, err := data.NewDocuments(store, data.Config{Collection: "entries"}, func(e *entry) string { return e.ID })
	require.NoError(t, err)
	require.NoError(t, unit(t, func(ctx context.Context) error { return entries.Add(ctx, data.NewDocument(value("x"))) }))
	want, err := store.Load(t.Context(), "entries", []string{"x"})
	require.NoError(t, err)
	for _, ids := range [][]string{{"x"}, {"z", "x", "y"}} {
		store := memory.New()
		entries, err := data.NewDocuments(store, data.Config{Collection: "entries"}, func(e *entry) string { return e.ID })
		require.NoError(t, err)
		require.NoError(t, unit(t, func(ctx context.Context) error {
			for _, id := range ids {
				require.NoError(t, data.Insert(ctx, entries, value(id)))
			}
			return nil
		}))
		got, err := store.Load(t.Context(), "entries", []string{"x"})
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	require.NoError(t, data.Insert(t.Context(), entries, value("alone")))
	_, err = entries.Get(t.Context(), "alone")
	require.NoError(t, err)
	require.ErrorContains(t, unit(t, func(ctx context.Context) error { return data.Insert(ctx, entries, value("")) }), "it has no id")
}

// What was inserted is there for everything else that the unit does.
func TestInsertIsSeen(t *testing.T) {
	t.Parallel()
	for name, look := range map[string]func(ctx context.Context, all settings) error{
		"by Get": func(ctx context.Context, all settings) error {
			found, err := all.Get(ctx, "b")
			if err != nil {
				return err
			}
			found.Value.Value = "changed"
			return all.Update(ctx, found)
		},
		"by Find": func(ctx context.Context, all settings) error {
			found, err := all.Find(ctx, query.Where(query.ID.Eq("b")))
			if err != nil {
				return err
			}
			found.Items[0].Value.Value = "changed"
			return all.Update(ctx, found.Items[0])
		},
		"by Add": func(ctx context.Context, all settings) error {
			if err := all.Add(ctx, data.NewDocument(setting{Key: "d"})); err != nil {
				return err
			}
			b, err := all.Get(ctx, "b")
			if err != nil {
				return err
			}
			b.Value.Value = "changed"
			return errors.Join(all.Update(ctx, b), data.Insert(ctx, all, setting{Key: "e"}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := newSettings(t, memory.New())
			require.NoError(t, unit(t, func(ctx context.Context) error {
				for _, key := range []string{"a", "b", "c"} {
					if err := data.Insert(ctx, all, setting{Key: key}); err != nil {
						return err
					}
				}
				return look(ctx, all)
			}))
			found, err := all.Get(t.Context(), "b")
			require.NoError(t, err)
			require.Equal(t, "changed", found.Value.Value)
			n, err := data.Count(t.Context(), all, query.All())
			require.NoError(t, err)
			require.GreaterOrEqual(t, n, 3)
		})
	}
}

func TestInsertOfWhatIsThere(t *testing.T) {
	t.Parallel()
	insert := func(ctx context.Context, all settings, keys ...string) error {
		for _, key := range keys {
			if err := data.Insert(ctx, all, setting{Key: key}); err != nil {
				return err
			}
		}
		return nil
	}
	for name, try := range map[string]func(ctx context.Context, all settings) error{
		"in the store": func(ctx context.Context, all settings) error { return insert(ctx, all, "z", "there") },
		"in the unit":  func(ctx context.Context, all settings) error { return insert(ctx, all, "a", "z", "a") },
		"in the unit, and Get": func(ctx context.Context, all settings) error {
			err := insert(ctx, all, "a", "z", "a")
			_, _ = all.Get(ctx, "z") // whatever becomes of the error, the unit is not committed
			return err
		},
		"after Get": func(ctx context.Context, all settings) error {
			if _, err := all.Get(ctx, "there"); err != nil {
				return err
			}
			return insert(ctx, all, "there")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := newSettings(t, memory.New())
			require.NoError(t, all.Add(t.Context(), data.NewDocument(setting{Key: "there"})))
			err := unit(t, func(ctx context.Context) error { return try(ctx, all) })
			duplicate, ok := errors.AsType[*data.DuplicateError](err)
			require.True(t, ok, "%v", err)
			require.Equal(t, data.IndexID, duplicate.Index)
			_, err = all.Get(t.Context(), "z")
			require.ErrorIs(t, err, errs.KindNotFound)
		})
	}
}

func TestInsertNamesTheIndex(t *testing.T) {
	t.Parallel()
	all, err := data.NewDocuments(memory.New(), data.Config{
		Collection: "settings", Unique: []data.Index{{Name: "value", Fields: []string{"value"}, Code: "value_taken"}},
	}, func(s *setting) string { return s.Key })
	require.NoError(t, err)
	err = unit(t, func(ctx context.Context) error {
		for n := range 2 {
			require.NoError(t, data.Insert(ctx, all, setting{Key: fmt.Sprint(n), Value: "same"}))
		}
		return nil
	})
	require.Equal(t, "value_taken", errs.CodeOf(err))
}

// What cannot be encoded leaves nothing behind in what encodes the next one.
func TestInsertOfWhatCannotBeStored(t *testing.T) {
	t.Parallel()
	type odd struct {
		Key   string    `json:"key"`
		Value float64   `json:"value"`
		At    time.Time `json:"at"`
	}
	all, err := data.NewDocuments(memory.New(), data.Config{Collection: "odds"}, func(o *odd) string { return o.Key })
	require.NoError(t, err)
	for range 3 {
		require.ErrorContains(t, unit(t, func(ctx context.Context) error {
			return errors.Join(data.Insert(ctx, all, odd{Key: "a"}), data.Insert(ctx, all, odd{Key: "b", At: time.Date(123456, 1, 1, 0, 0, 0, 0, time.UTC)}))
		}), "has no four digits")
	}
	require.NoError(t, unit(t, func(ctx context.Context) error { return data.Insert(ctx, all, odd{Key: "a", Value: 1.5}) }))
	found, err := all.Get(t.Context(), "a")
	require.NoError(t, err)
	require.InDelta(t, 1.5, found.Value.Value, 0)
}
