package testenv

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// PostgresVariable names the environment variable that holds the URL of a server
// whose user may create databases: "postgres://user:password@host:5432/postgres".
const PostgresVariable = "NEUROGLIA_TEST_POSTGRES"

const (
	prefix  = "neuroglia_test_"
	patient = 10 * time.Second
)

// postgresServer is looked for once per process.
var postgresServer = sync.OnceValues(findPostgres)

// Postgres returns the URL of an empty database that nobody else uses. It is dropped
// at the end of the test, whoever is still connected.
func Postgres(t testing.TB) string {
	t.Helper()
	server, err := postgresServer()
	if err != nil {
		missing(t, err)
	}
	name := newName()
	if err := administer(server, `CREATE DATABASE "`+name+`" TEMPLATE template0 ENCODING 'UTF8'`); err != nil {
		t.Fatalf("create a database for the test: %v", err)
	}
	t.Cleanup(func() {
		if err := administer(server, `DROP DATABASE IF EXISTS "`+name+`" WITH (FORCE)`); err != nil {
			t.Errorf("drop the database of the test: %v", err)
		}
	})
	return withDatabase(server, name)
}

// newName returns a name that nobody else uses, with the time by which those that were left
// behind are found.
func newName() string {
	return fmt.Sprintf("%s%d_%s", prefix, time.Now().Unix(), strings.ToLower(rand.Text()[:12]))
}

// missing ends the test that cannot have its server.
func missing(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	t.Skip(err)
}

// findPostgres returns the URL of a server.
func findPostgres() (string, error) {
	if given := os.Getenv(PostgresVariable); given != "" {
		if err := administer(given, "SELECT 1"); err != nil {
			return "", fmt.Errorf("%s names a PostgreSQL server that cannot be used; correct it or unset it: %w", PostgresVariable, err)
		}
		return given, dropLeftOvers(given)
	}
	for _, user := range []string{"postgres", "root"} {
		local := "postgres://" + user + "@127.0.0.1:5432/postgres?sslmode=disable"
		if administer(local, "SELECT 1") == nil {
			return local, dropLeftOvers(local)
		}
	}
	server, err := startPostgres()
	if err != nil {
		return "", fmt.Errorf("this test needs PostgreSQL 14 or newer: install it (apt-get install postgresql), "+
			"or start one on 127.0.0.1:5432 that trusts the user postgres, or set %s to the URL of one: %w", PostgresVariable, err)
	}
	return server, nil
}

// administer runs one statement on a connection of its own.
func administer(server, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// dropLeftOvers drops the databases of test processes that were killed hours ago.
func dropLeftOvers(server string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }() // nothing was asked of it
	rows, err := conn.Query(ctx, `SELECT datname FROM pg_database WHERE datname ~ $1
		AND substring(datname FROM '[0-9]+')::bigint < extract(epoch FROM now()) - 3 * 3600`, "^"+prefix+"[0-9]{10}_")
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, name := range names {
		_, dropped := conn.Exec(ctx, `DROP DATABASE IF EXISTS "`+name+`" WITH (FORCE)`)
		err = errors.Join(err, dropped)
	}
	return err
}

// withDatabase returns the URL with another database.
func withDatabase(server, name string) string {
	u, err := url.Parse(server)
	if err != nil || u.Scheme == "" {
		return server + " dbname=" + name // the form of keywords and values
	}
	u.Path = "/" + name
	return u.String()
}
