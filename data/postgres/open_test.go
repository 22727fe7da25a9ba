package postgres_test

import (
	"context"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

func administer(t *testing.T, url string, statements ...string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(context.Background())) }()
	for _, statement := range statements {
		_, err := conn.Exec(t.Context(), statement)
		require.NoError(t, err)
	}
}

func changed(t *testing.T, raw string, change func(*url.URL)) string {
	t.Helper()
	u, err := url.Parse(raw)
	require.NoError(t, err)
	change(u)
	return u.String()
}

func TestParseURL(t *testing.T) {
	t.Parallel()
	config, err := postgres.ParseURL("postgres://ada:secret@db:5433/orders?schema=shop&pooling=transaction&pool_max_conns=20&sslmode=disable")
	require.NoError(t, err)
	require.Equal(t, postgres.Config{
		URL: "postgres://ada:secret@db:5433/orders?pool_max_conns=20&sslmode=disable", Schema: "shop", TransactionPooling: true,
	}, config)
	config, err = postgres.ParseURL("postgres://db/orders?notify=off")
	require.NoError(t, err)
	require.True(t, config.PollOnly)
	config, err = postgres.ParseURL("postgresql://db/orders?pooling=session&notify=on")
	require.NoError(t, err)
	require.False(t, config.TransactionPooling)
}

func TestAURLThatIsWrongIsExplainedWithoutItsPassword(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"sqlite:orders.db":                                               "write postgres://user:password@host:5432/database",
		"postgres://ada:se#cret@db/orders?schema=a":                      "in user and password %40 for @",
		"postgres://ada:secret/1@db/orders":                              "in user and password %40 for @",
		"postgres://ada:secret@db/orders?schema=Bad-Name":                "schema=Bad-Name is no name",
		"postgres://ada:secret@db/orders?pooling=statement":              "pooling=statement is unknown; use transaction",
		"postgres://ada:secret@db/orders?log_indexes=type,stream":        "log_indexes has \"stream\"; use type, category",
		"postgres://ada:secret@db/orders?notify=never":                   "notify=never is unknown; use off",
		"postgres://ada:secret@db/orders?pool_max_conns=many":            "pool_max_conns",
		"postgres://ada:secret@db/orders?sslmode=sometimes":              "sslmode",
		"postgres://db/orders?user=ada&password=secret&sslmode=never":    "sslmode",
		"postgres://ada:secret@db/orders?pool_max_conns=0&a=%zz":         "options cannot be read",
		"postgres://ada:secret@db:5432/orders?connect_timeout=immediate": "connect_timeout",
	} {
		_, err := postgres.Open(t.Context(), raw)
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "cret", raw)
	}
	_, err := postgres.New(t.Context(), postgres.Config{})
	require.ErrorContains(t, err, "postgres.Config.URL is empty")
	_, err = postgres.New(t.Context(), postgres.Config{URL: "postgres://ada:secret@db/x?sslmode=never"})
	require.ErrorContains(t, err, "sslmode")
	require.NotContains(t, err.Error(), "secret")
}

func TestWhatIsWrongAtTheStartIsSaidWithWhatToDo(t *testing.T) { //nolint:tparallel // the cases share the database
	t.Parallel()
	good := testenv.Postgres(t)
	administer(t, good, "DROP ROLE IF EXISTS neuroglia_guest", "CREATE ROLE neuroglia_guest LOGIN", "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
	t.Cleanup(func() {
		conn, err := pgx.Connect(context.Background(), good)
		require.NoError(t, err)
		_, err = conn.Exec(context.Background(), "DROP ROLE neuroglia_guest")
		require.NoError(t, err)
		require.NoError(t, conn.Close(context.Background()))
	})
	readOnly, newer := testenv.Postgres(t), testenv.Postgres(t)
	name := strings.TrimPrefix(changedPath(t, readOnly), "/")
	administer(t, readOnly, `ALTER DATABASE "`+name+`" SET default_transaction_read_only = on`)
	administer(t, newer, "CREATE TABLE neuroglia_meta (name text PRIMARY KEY, value bigint)", "INSERT INTO neuroglia_meta VALUES ('format', 99)")
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, silent.Close()) })

	for name, test := range map[string]struct{ url, want string }{
		"down":          {"postgres://ada:secret@127.0.0.1:1/orders?sslmode=disable", "no server answers there; start it, or correct host and port"},
		"host":          {"postgres://ada:secret@nowhere.invalid/orders?sslmode=disable", "host"},
		"silent":        {"postgres://ada:secret@" + silent.Addr().String() + "/orders?sslmode=disable&connect_timeout=1", "does not answer in time"},
		"tls":           {changed(t, good, func(u *url.URL) { u.RawQuery = "sslmode=verify-full&sslrootcert=/nowhere" }), "unable to read CA file"},
		"database":      {changed(t, good, func(u *url.URL) { u.Path = "/neuroglia_nowhere" }), "the database does not exist; make it with: createdb --encoding=UTF8 neuroglia_nowhere"},
		"user":          {changed(t, good, func(u *url.URL) { u.User = url.UserPassword("neuroglia_nobody", "secret") }), "the server lets this user not in from here"},
		"rights":        {changed(t, good, func(u *url.URL) { u.User = url.UserPassword("neuroglia_guest", "secret") }), "GRANT USAGE, CREATE ON SCHEMA public TO \"neuroglia_guest\""},
		"schema rights": {changed(t, good, func(u *url.URL) { u.User = url.UserPassword("neuroglia_guest", "secret") }) + "&schema=own", "GRANT CREATE ON DATABASE"},
		"read-only":     {readOnly, "transactions are read-only; unset default_transaction_read_only"},
		"newer":         {newer, "the database is of format 99 and this program reads up to 1; run the newer version"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := postgres.Open(t.Context(), test.url)
			require.ErrorContains(t, err, test.want)
			require.NotContains(t, err.Error(), "secret")
		})
	}
}

func changedPath(t *testing.T, raw string) string {
	t.Helper()
	u, err := url.Parse(raw)
	require.NoError(t, err)
	return u.Path
}

func TestManyProgramsMayStartAtOnce(t *testing.T) {
	t.Parallel()
	url := testenv.Postgres(t) + "&schema=together"
	var starting sync.WaitGroup
	for range 6 {
		starting.Go(func() {
			store, err := postgres.Open(context.Background(), url)
			if err == nil {
				err = store.Define(data.Collection{Name: "docs", Indexes: []data.Index{{Name: "a", Fields: []string{"a"}}}})
				_ = store.Close()
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	starting.Wait()
}

func TestIndexesFollowTheDefinition(t *testing.T) {
	t.Parallel()
	url := testenv.Postgres(t)
	define := func(c data.Collection) error {
		store, err := postgres.Open(t.Context(), url)
		require.NoError(t, err)
		defer func() { require.NoError(t, store.Close()) }()
		return store.Define(c)
	}
	indexes := func() (names []string) {
		conn, err := pgx.Connect(t.Context(), url)
		require.NoError(t, err)
		defer func() { require.NoError(t, conn.Close(context.Background())) }()
		rows, err := conn.Query(t.Context(), "SELECT indexname FROM pg_indexes WHERE tablename = 'docs' ORDER BY 1")
		require.NoError(t, err)
		names, err = pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		return names
	}
	phone, name := data.Index{Name: "phone", Fields: []string{"phone"}}, data.Index{Name: strings.Repeat("n", 48), Fields: []string{"name"}}
	require.NoError(t, define(data.Collection{Name: "docs", Indexes: []data.Index{phone}}))
	administer(t, url, "CREATE INDEX made_by_hand ON docs (version)")
	require.Equal(t, []string{"docs.i.phone", "docs.pk", "made_by_hand"}, indexes())
	require.NoError(t, define(data.Collection{Name: "docs", Unique: []data.Index{phone, name}}))
	require.Len(t, indexes(), 4)
	require.Contains(t, indexes(), "docs.u.phone")

	administer(t, url, `INSERT INTO docs VALUES ('1', 1, '{"phone":"1","a":1}'), ('2', 1, '{"phone":"2","a":1}')`)
	err := define(data.Collection{Name: "docs", Unique: []data.Index{{Name: "a", Fields: []string{"a"}}}})
	require.ErrorContains(t, err, "documents that are stored already break a unique index")
	require.Len(t, indexes(), 4, "nothing was changed")
	require.ErrorContains(t, define(data.Collection{Name: "neuroglia_docs"}), "are taken")
	require.Error(t, define(data.Collection{Name: "Docs"}))
}

// A declared index serves filter and order, which is what it is declared for.
func TestADeclaredIndexIsUsed(t *testing.T) {
	t.Parallel()
	url := testenv.Postgres(t)
	store, err := postgres.Open(t.Context(), url)
	require.NoError(t, err)
	defer func() { require.NoError(t, store.Close()) }()
	require.NoError(t, store.Define(data.Collection{Name: "docs", Indexes: []data.Index{{Name: "a", Fields: []string{"a"}}}}))
	administer(t, url, `INSERT INTO docs SELECT i::text, 1, jsonb_build_object('a', 'text ' || i) FROM generate_series(1, 20000) AS i`, "ANALYZE docs")
	found, err := store.Query(t.Context(), "docs", query.Where(query.Text("a").Eq("text 777")))
	require.NoError(t, err)
	require.Equal(t, 1, found.Total)
	found, err = store.Query(t.Context(), "docs", query.All().OrderBy(query.Text("a").Desc()).After("").Limit(5))
	require.NoError(t, err)
	require.Len(t, found.Records, 5)
	require.Eventually(t, func() bool {
		conn, err := pgx.Connect(t.Context(), url)
		require.NoError(t, err)
		defer func() { _ = conn.Close(context.Background()) }()
		var scans int
		require.NoError(t, conn.QueryRow(t.Context(), "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'docs.i.a'").Scan(&scans))
		return scans >= 2
	}, time.Minute, 50*time.Millisecond, "an idle backend reports within ten seconds")
}

func TestClosedStore(t *testing.T) {
	t.Parallel()
	store, err := postgres.Open(t.Context(), testenv.Postgres(t))
	require.NoError(t, err)
	require.NoError(t, store.Close())
	require.ErrorIs(t, store.Define(data.Collection{Name: "docs"}), postgres.ErrClosed)
	log := store.(*postgres.Store)
	_, err = log.Append(t.Context(), eventstore.Batch{Stream: "a", Events: []eventstore.Event{{Type: "a"}}})
	require.ErrorIs(t, err, postgres.ErrClosed)
	require.Equal(t, errs.KindUnavailable, errs.KindOf(err))
	_, err = log.Import(t.Context(), sequence(nil, nil))
	require.ErrorIs(t, err, postgres.ErrClosed)
	_, err = log.Head(t.Context())
	require.ErrorIs(t, err, postgres.ErrClosed)
	_, err = log.Erase(t.Context(), "a")
	require.ErrorIs(t, err, postgres.ErrClosed)
}
