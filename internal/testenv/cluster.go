package testenv

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// keeper is the script that owns a throw-away cluster: it ends when its standard input
// does, which is when the test process is gone, however that happened.
const keeper = `
cd "$DIR" || exit 1
"$BIN/initdb" -D data -U postgres --auth=trust -E UTF8 --no-locale --no-sync >log 2>&1 || { tail -n 3 log; exit 1; }
"$BIN/postgres" -D data -p "$PORT" -k "$DIR" -c listen_addresses=127.0.0.1 -c max_connections=200 \
	-c fsync=off -c synchronous_commit=off -c full_page_writes=off >>log 2>&1 &
server=$!
for i in $(seq 200); do
	"$BIN/pg_isready" -q -h 127.0.0.1 -p "$PORT" && break
	kill -0 $server 2>/dev/null || { tail -n 3 log; exit 1; }
	sleep 0.05
done
echo ready
cat >/dev/null
kill -INT $server
wait $server
rm -rf "$DIR"
`

// startPostgres starts a cluster that lives as long as this process.
func startPostgres() (string, error) {
	bin, err := findBinaries()
	if err != nil {
		return "", err
	}
	port, err := freePort()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "neuroglia-postgres-")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("/bin/sh", "-c", keeper) //nolint:noctx // the keeper outlives every test and ends with this process
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "BIN="+bin, "DIR="+dir, "PORT="+strconv.Itoa(port))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() == 0 {
		if err := asAnother(cmd, dir); err != nil {
			return "", err
		}
	}
	if err := launch(cmd); err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port), nil
}

// launch returns once the server answers. The pipe is held open by the goroutine that
// waits, and the end of this process closes it.
func launch(cmd *exec.Cmd) error {
	input, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(output)
	var said strings.Builder
	for lines.Scan() {
		if lines.Text() == "ready" {
			go func() { _, _ = cmd.Wait(), input.Close() }()
			return nil
		}
		said.WriteString(lines.Text() + "\n")
	}
	return errors.Join(fmt.Errorf("PostgreSQL did not start: %s", &said), cmd.Wait())
}

// findBinaries returns the newest folder that has the server's programs.
func findBinaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		path, err = filepath.EvalSymlinks(path) // the other programs are beside it, and not beside a link to it
		return filepath.Dir(path), err
	}
	var found []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/initdb", "/usr/pgsql-*/bin/initdb", "/opt/homebrew/opt/postgresql*/bin/initdb"} {
		matches, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		found = append(found, matches...)
	}
	if len(found) == 0 {
		return "", errors.New("no server answers on 127.0.0.1:5432, and initdb is not installed")
	}
	slices.Sort(found)
	return filepath.Dir(found[len(found)-1]), nil
}

// asAnother has the command run as a user that is not root, as PostgreSQL demands.
func asAnother(cmd *exec.Cmd, dir string) error {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.ParseUint(u.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(errUID, errGID); err != nil {
			return err
		}
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return os.Chown(dir, int(uid), int(gid)) //nolint:gosec // parsed as 32 bits
	}
	return errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")
}

// freePort returns a port on which nobody listens, below those that systems give to outgoing
// connections: a client that knocks at a server that is down could otherwise be given the
// very port of the server, and keep it from starting again.
func freePort() (int, error) {
	var err error
	for range 100 {
		port := 20_000 + rand.N(12_000) //nolint:gosec // any will do
		var listener net.Listener
		if listener, err = net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port)); err == nil { //nolint:noctx // it takes no time
			return port, listener.Close()
		}
	}
	return 0, err
}
