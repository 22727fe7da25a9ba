package datarebac_test

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/auth/rebac/datarebac"
	"github.com/neuroglia-go/neuroglia/auth/rebac/rebactest"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// engines are the stores that tuples are kept in.
var engines = map[string]func(t *testing.T) string{
	"memory":   func(*testing.T) string { return "memory:" },
	"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "test.db") },
	"postgres": func(t *testing.T) string { return testenv.Postgres(t) },
}

func open(t *testing.T, url string) data.Store {
	t.Helper()
	drivers := data.Drivers{"memory": memory.Open, "sqlite": sqlite.Open, "postgres": postgres.Open}
	store, err := drivers.Open(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return store
}

func authorizer(t *testing.T, store data.Store, model *rebac.Model) *datarebac.Authorizer {
	t.Helper()
	a, err := datarebac.New(store, model, datarebac.Config{})
	require.NoError(t, err)
	return a
}

func TestContract(t *testing.T) {
	t.Parallel()
	for name, url := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := open(t, url(t))
			var mu sync.Mutex
			opened := 0
			rebactest.TestAuthorizer(t, func(t *testing.T, model *rebac.Model) rebac.Authorizer {
				mu.Lock()
				defer mu.Unlock()
				opened++
				a, err := datarebac.New(store, model, datarebac.Config{Collection: "tuples" + strconv.Itoa(opened)})
				require.NoError(t, err)
				return a
			})
		})
	}
}

var (
	owner = rebac.Tuple{User: "user:ann", Relation: "is_owner", Object: "post:1"}
	may   = rebac.Tuple{User: "user:ann", Relation: "can_update", Object: "post:1"}
)

func TestTuplesOutliveTheProgram(t *testing.T) {
	t.Parallel()
	url := "sqlite:" + filepath.Join(t.TempDir(), "test.db")
	model := rebac.MustParseModel(rebactest.PostModel)
	first, err := sqlite.Open(t.Context(), url)
	require.NoError(t, err)
	require.NoError(t, authorizer(t, first, model).Write(t.Context(), []rebac.Tuple{owner}, nil))
	require.NoError(t, first.Close())
	require.NoError(t, rebac.Require(t.Context(), authorizer(t, open(t, url), model), may))
}

func TestAUnitOfWorkThatFailsLeavesNoTuple(t *testing.T) {
	t.Parallel()
	for name, url := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := authorizer(t, open(t, url(t)), rebac.MustParseModel(rebactest.PostModel))
			broken := errors.New("broken")
			for _, outcome := range []error{broken, nil} {
				err := uow.Do(t.Context(), func(ctx context.Context) error {
					require.NoError(t, a.Write(ctx, []rebac.Tuple{owner}, nil))
					require.NoError(t, rebac.Require(ctx, a, may), "the unit sees what it wrote")
					return outcome
				})
				require.ErrorIs(t, err, outcome)
				allowed, err := a.Check(t.Context(), may)
				require.NoError(t, err)
				require.Equal(t, outcome == nil, allowed)
			}
		})
	}
}

func TestWritersOfTheSameTupleDoNotFailEachOther(t *testing.T) {
	t.Parallel()
	for name, url := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := authorizer(t, open(t, url(t)), rebac.MustParseModel(rebactest.PostModel))
			faults := make(chan error)
			write := func(add, remove []rebac.Tuple) {
				for range 4 {
					go func() { faults <- a.Write(t.Context(), add, remove) }()
				}
				for range 4 {
					require.NoError(t, <-faults)
				}
			}
			for range 5 {
				write([]rebac.Tuple{owner}, nil)
				require.NoError(t, rebac.Require(t.Context(), a, may))
				write(nil, []rebac.Tuple{owner})
			}
		})
	}
}

func TestEveryTupleCanBeTakenElsewhere(t *testing.T) {
	t.Parallel()
	for name, url := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			model := rebac.MustParseModel(rebactest.PostModel)
			a, other := authorizer(t, open(t, url(t)), model), rebac.NewMemory(model, rebac.Config{})
			var all []rebac.Tuple
			for i := range 450 {
				all = append(all, rebac.Tuple{User: "user:ann", Relation: "is_owner", Object: rebac.Object("post", strconv.Itoa(i))})
			}
			require.NoError(t, a.Write(t.Context(), all, nil))
			for tuple, err := range a.All(t.Context()) {
				require.NoError(t, err)
				require.NoError(t, other.Write(t.Context(), []rebac.Tuple{tuple}, nil))
			}
			objects, err := other.ListObjects(t.Context(), "user:ann", "can_update", "post")
			require.NoError(t, err)
			require.Len(t, objects, len(all))
			for range a.All(t.Context()) {
				break
			}
		})
	}
}

// down is a store that cannot be reached.
type down struct{ data.Store }

func (down) Query(context.Context, string, query.Query) (data.Found, error) {
	return data.Found{}, errs.Unavailable("storage_unavailable", "the database is down; try again later")
}

func TestWithoutItsStoreItSaysNeitherYesNorNo(t *testing.T) {
	t.Parallel()
	a := authorizer(t, down{open(t, "memory:")}, rebac.MustParseModel(rebactest.PostModel))
	allowed, err := a.Check(t.Context(), may)
	require.False(t, allowed)
	unavailable := errs.New(errs.KindUnavailable, rebac.CodeUnavailable, "")
	require.ErrorIs(t, err, unavailable)
	require.ErrorIs(t, rebac.Require(t.Context(), a, may), unavailable)
	_, err = a.ListObjects(t.Context(), "user:ann", "can_update", "post")
	require.ErrorIs(t, err, unavailable)
	for _, err := range a.All(t.Context()) {
		require.ErrorIs(t, err, unavailable)
	}
	require.ErrorIs(t, a.Write(t.Context(), []rebac.Tuple{owner}, nil), unavailable)
}
