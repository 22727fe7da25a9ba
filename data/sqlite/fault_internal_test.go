package sqlite

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

// Who spoils the transaction of a group spoils it for nobody else.
func TestWhoSpoilsATransactionDoesSoAlone(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]string{
		"a constraint that is deferred": "INSERT INTO orphans VALUES (1)",
		"a trigger that rolls back":     "INSERT INTO nobody VALUES (1)",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := newStore(t, Memory)
			w := store.writer
			require.NoError(t, w.do(t.Context(), func(ctx context.Context, tx session) error {
				_, err := tx.ExecContext(ctx, `CREATE TABLE nobody (n INTEGER PRIMARY KEY);
					CREATE TABLE orphans (n INTEGER REFERENCES nobody DEFERRABLE INITIALLY DEFERRED);
					CREATE TRIGGER nobody BEFORE INSERT ON nobody BEGIN SELECT RAISE(ROLLBACK, 'refused'); END`)
				return err
			}))
			w.turn <- struct{}{} // as if a commit was under way
			const callers = 5
			outcomes := make([]chan error, callers)
			for i := range callers {
				outcomes[i] = make(chan error, 1)
				go func() {
					if i == 2 {
						outcomes[i] <- w.do(t.Context(), func(ctx context.Context, tx session) error {
							_, err := tx.ExecContext(ctx, spoil)
							return err
						})
						return
					}
					outcomes[i] <- store.Commit(t.Context(), one(fmt.Sprint(i), `{}`))
				}()
			}
			w.waitFor(callers)
			<-w.turn
			for i := range callers {
				err := <-outcomes[i]
				if i == 2 {
					require.Error(t, err)
					require.Equal(t, uow.RolledBack, uow.OutcomeOf(err))
					continue
				}
				require.NoError(t, err)
				found, err := store.Load(t.Context(), "docs", []string{fmt.Sprint(i)})
				require.NoError(t, err)
				require.Equal(t, []data.Record{{ID: fmt.Sprint(i), Version: 1, Body: []byte(`{}`)}}, found)
			}
		})
	}
}
