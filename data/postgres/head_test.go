package postgres_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// A number that was drawn and rolled back is drawn again after a crash of the
// server, so the head must not have passed it.
func TestTheHeadIsAnEventAndNotANumberThatWasDrawn(t *testing.T) {
	t.Parallel()
	url := testenv.Postgres(t)
	store, err := postgres.Open(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	log, err := eventstore.Of(store)
	require.NoError(t, err)

	commit, err := log.Append(t.Context(), eventstore.Batch{Stream: "a-1", Events: []eventstore.Event{{Type: "a"}}})
	require.NoError(t, err)
	administer(t, url, "BEGIN", "SELECT nextval('neuroglia_positions')", "ROLLBACK")
	head, err := log.Head(t.Context())
	require.NoError(t, err)
	require.Equal(t, commit.Position, head)
}
