package testenv

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// postmaster is the script that runs a cluster. Backends outlive a postmaster that was killed for
// a moment, in which another one does not start. What has reached the system survives
// the death of every process, so there is no need to wait for the disk.
const postmaster = `
test -d "$DIR/data" || "$BIN/initdb" -D "$DIR/data" -U postgres --auth=trust -E UTF8 --no-locale --no-sync || exit 1
for attempt in $(seq 100); do
	"$BIN/postgres" -D "$DIR/data" -p "$PORT" -k "$DIR" -c listen_addresses=127.0.0.1 -c fsync=off
	test $attempt -lt 3 || sleep 0.1
done
`

// PostgresServer starts a PostgreSQL server for this test alone. Its URL names its
// database. A commit that it acknowledged is there after it was killed.
func PostgresServer(t testing.TB) *Server {
	t.Helper()
	s, err := newPostgresServer()
	if err != nil {
		missing(t, fmt.Errorf("this test needs the programs of PostgreSQL 14 or newer (apt-get install postgresql): %w", err))
	}
	return s.own(t)
}

func newPostgresServer() (*Server, error) {
	bin, err := findBinaries()
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "neuroglia-postgres-")
	if err != nil {
		return nil, err
	}
	url := fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port)
	s := &Server{
		URL:     url,
		dir:     dir,
		command: []string{"/bin/sh", "-c", postmaster},
		env:     []string{"BIN=" + bin, "PORT=" + strconv.Itoa(port)},
		answers: func(ctx context.Context) error {
			conn, err := pgx.Connect(ctx, url)
			if err != nil {
				return err
			}
			return conn.Close(ctx)
		},
	}
	if os.Getuid() == 0 {
		cmd := exec.Cmd{SysProcAttr: &syscall.SysProcAttr{}}
		if err := asAnother(&cmd, dir); err != nil {
			return nil, err
		}
		s.user = cmd.SysProcAttr.Credential
	}
	return s, nil
}
