package data_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
)

type setting struct {
	Key    string         `json:"key"`
	Value  string         `json:"value"`
	Counts map[string]int `json:"counts"`
}

type settings = data.Repository[*data.Document[setting], string]

func newSettings(t *testing.T, store data.Store) settings {
	t.Helper()
	all, err := data.NewDocuments(store, data.Config{Collection: "settings"}, func(s *setting) string { return s.Key })
	require.NoError(t, err)
	return all
}

func TestADocumentThatWasChangedAndNotUpdatedIsNotForgotten(t *testing.T) {
	t.Parallel()
	all := newSettings(t, memory.New())
	require.NoError(t, all.Add(t.Context(), data.NewDocument(setting{Key: "a"})))
	err := unit(t, func(ctx context.Context) error {
		found, err := all.Get(ctx, "a")
		require.NoError(t, err)
		found.Value.Value = "new"
		return nil
	})
	forgotten, ok := errors.AsType[*data.ForgottenError](err)
	require.True(t, ok, "%v", err)
	require.EqualError(t, forgotten, `setting "a" was changed in the unit of work and not given to Update; `+
		`call Update, or return an error to give the change up`)
}

// spacious keeps documents in other bytes than it was given, as databases do.
type spacious struct{ data.Store }

func (s spacious) Commit(ctx context.Context, batch data.Batch) error {
	for i, w := range batch.Writes {
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, w.Body, "", "  "); err != nil {
			return err
		}
		batch.Writes[i].Body = pretty.Bytes()
	}
	return s.Store.Commit(ctx, batch)
}

func TestADocumentThatIsKeptInOtherBytesHasNotChanged(t *testing.T) {
	t.Parallel()
	all := newSettings(t, &spacious{memory.New()})
	require.NoError(t, all.Add(t.Context(), data.NewDocument(setting{Key: "a", Counts: map[string]int{"x": 1, "y": 2, "z": 3}})))
	require.NoError(t, unit(t, func(ctx context.Context) error {
		_, err := all.Get(ctx, "a")
		return err
	}))
}

func TestEveryUpdateOfADocumentIsAVersion(t *testing.T) {
	t.Parallel()
	all := newSettings(t, memory.New())
	a := data.NewDocument(setting{Key: "a"})
	require.NoError(t, all.Add(t.Context(), a))
	require.NoError(t, all.Update(t.Context(), a))
	require.NoError(t, unit(t, func(ctx context.Context) error {
		require.NoError(t, all.Update(ctx, a))
		require.EqualValues(t, 2, a.Version(), "not before the commit")
		return all.Update(ctx, a)
	}))
	require.EqualValues(t, 3, a.Version())
}

func TestAnIDThatAStoredDocumentDoesNotHaveIsRefused(t *testing.T) {
	t.Parallel()
	store := memory.New()
	all := newSettings(t, store)
	require.NoError(t, store.Commit(t.Context(), data.Batch{Writes: []data.Write{
		{Op: data.Put, Collection: "settings", ID: "a", Version: 1, Body: []byte(`{"key":"b"}`)},
	}}))
	_, err := all.Get(t.Context(), "a")
	require.EqualError(t, err, `load setting "a": it is stored under this id and says that its id is "b"`)
}
