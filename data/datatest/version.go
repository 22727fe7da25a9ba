package datatest

import (
	"errors"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/errs"
)

func versions(h harness) {
	h.seed(put("1", 0, `{"n":1}`))
	leap := put("1", 1, `{"n":2}`)
	leap.Version = 7
	require.NoError(h, h.commit(leap), "a version may rise by more than one")

	require.Equal(h, &data.DuplicateError{Collection: "people", Index: data.IndexID, ID: "1"}, duplicate(h, h.commit(put("1", 0, `{}`))))
	for _, w := range []data.Write{put("1", 1, `{}`), remove("1", 1), remove("1", 8), check("1", 6)} {
		require.Equal(h, &data.StaleError{Collection: "people", ID: "1", Expected: w.Expected, Actual: 7}, stale(h, h.commit(w)))
	}
	for _, w := range []data.Write{put("2", 3, `{}`), remove("2", 3), check("2", 3)} {
		require.Equal(h, &data.StaleError{Collection: "people", ID: "2", Expected: 3}, stale(h, h.commit(w)))
	}
	h.requireStored(map[string]string{"1": `7 {"n":2}`})
}

func stale(h harness, err error) *data.StaleError {
	h.Helper()
	found, ok := errors.AsType[*data.StaleError](err)
	require.True(h, ok, "want a *data.StaleError, got %v", err)
	require.Equal(h, errs.KindConflict, errs.KindOf(err))
	return found
}

func duplicate(h harness, err error) *data.DuplicateError {
	h.Helper()
	found, ok := errors.AsType[*data.DuplicateError](err)
	require.True(h, ok, "want a *data.DuplicateError, got %v", err)
	require.Equal(h, errs.KindConflict, errs.KindOf(err))
	return found
}

func checks(h harness) {
	h.seed(put("1", 0, `{}`))
	require.NoError(h, h.commit(check("1", 1), check("2", 0), put("3", 0, `{}`)))
	h.requireStored(map[string]string{"1": "1 {}", "3": "1 {}"})
	require.Error(h, h.commit(check("3", 0)), "it is there")
	stale(h, h.commit(put("4", 0, `{}`), check("1", 2)))
	h.requireStored(map[string]string{"1": "1 {}", "3": "1 {}"})
}
