package datatest

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/errs"
)

func versions(t *testing.T, h harness) {
	h.seed(t, put("1", 0, `{"n":1}`))
	leap := put("1", 1, `{"n":2}`)
	leap.Version = 7
	require.NoError(t, h.commit(t, leap), "a version may rise by more than one")

	require.Equal(t, &data.DuplicateError{Collection: "people", Index: data.IndexID, ID: "1"}, duplicate(t, h.commit(t, put("1", 0, `{}`))))
	for _, w := range []data.Write{put("1", 1, `{}`), remove("1", 1), remove("1", 8), check("1", 6)} {
		require.Equal(t, &data.StaleError{Collection: "people", ID: "1", Expected: w.Expected, Actual: 7}, stale(t, h.commit(t, w)))
	}
	for _, w := range []data.Write{put("2", 3, `{}`), remove("2", 3), check("2", 3)} {
		require.Equal(t, &data.StaleError{Collection: "people", ID: "2", Expected: 3}, stale(t, h.commit(t, w)))
	}
	h.requireStored(t, map[string]string{"1": `7 {"n":2}`})
}

func stale(t *testing.T, err error) *data.StaleError {
	t.Helper()
	found, ok := errors.AsType[*data.StaleError](err)
	require.True(t, ok, "want a *data.StaleError, got %v", err)
	require.Equal(t, errs.KindConflict, errs.KindOf(err))
	return found
}

func duplicate(t *testing.T, err error) *data.DuplicateError {
	t.Helper()
	found, ok := errors.AsType[*data.DuplicateError](err)
	require.True(t, ok, "want a *data.DuplicateError, got %v", err)
	require.Equal(t, errs.KindConflict, errs.KindOf(err))
	return found
}

func checks(t *testing.T, h harness) {
	h.seed(t, put("1", 0, `{}`))
	require.NoError(t, h.commit(t, check("1", 1), check("2", 0), put("3", 0, `{}`)))
	h.requireStored(t, map[string]string{"1": "1 {}", "3": "1 {}"})
	require.Error(t, h.commit(t, check("3", 0)), "it is there")
	stale(t, h.commit(t, put("4", 0, `{}`), check("1", 2)))
	h.requireStored(t, map[string]string{"1": "1 {}", "3": "1 {}"})
}
