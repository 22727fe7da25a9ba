package testenv

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
)

// PgBouncer starts a pool of PostgreSQL connections for this test alone and returns the URL
// of the database through it. Each transaction gets whichever connection is free, so
// nothing that belongs to a session survives one.
func PgBouncer(t testing.TB, database string) string {
	t.Helper()
	through, err := startPgBouncer(t, database)
	if err != nil {
		missing(t, fmt.Errorf("this test needs PgBouncer (apt-get install pgbouncer): %w", err))
	}
	return through
}

func startPgBouncer(t testing.TB, database string) (string, error) {
	t.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		return "", err
	}
	server, err := url.Parse(database)
	if err != nil || server.Port() == "" {
		return "", fmt.Errorf("%s names no server by host and port", PostgresVariable)
	}
	dir, err := os.MkdirTemp("", "neuroglia-pgbouncer") //nolint:usetesting // the user it becomes has to get there
	if err != nil {
		return "", err
	}
	port, err := freePort()
	if err != nil {
		return "", err
	}
	config := filepath.Join(dir, "pgbouncer.ini")
	if err := errors.Join(os.Chmod(dir, 0o755), os.WriteFile(config, []byte(bouncerConfig(server, port)), 0o644)); err != nil { //nolint:gosec // it drops the rights to read more
		return "", err
	}
	through := *server
	through.Host = fmt.Sprintf("127.0.0.1:%d", port)
	s := &Server{
		URL: through.String(), dir: dir, command: []string{program, config},
		answers: func(ctx context.Context) error {
			conn, err := pgx.Connect(ctx, through.String())
			if err != nil {
				return err
			}
			return conn.Close(ctx)
		},
	}
	return s.own(t).URL, nil
}

// bouncerConfig is what a pool needs to let everybody in as the user of the server.
func bouncerConfig(server *url.URL, port int) string {
	password, _ := server.User.Password()
	if password != "" {
		password = " password=" + password
	}
	config := fmt.Sprintf(`[databases]
* = host=%s port=%s user=%s%s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 10
max_client_conn = 1000
`, server.Hostname(), server.Port(), server.User.Username(), password, port)
	if os.Geteuid() == 0 {
		config += "user = nobody\n" // it refuses to be root
	}
	return config
}
