package testenv

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// NATSVariable names the environment variable that holds the URL of a NATS server with
// JetStream: "nats://user:password@host:4222".
const NATSVariable = "NEUROGLIA_TEST_NATS"

// installNATS is what to do about a missing server.
const installNATS = "install it (apt-get install nats-server), or start one on 127.0.0.1:4222 (nats-server -js), or set " +
	NATSVariable + " to the URL of one"

// natsServer is looked for once per process.
var natsServer = sync.OnceValues(findNATS)

// NATS returns the URL of a NATS server with the name of a stream and the beginning of
// subjects that nobody else uses: "nats://host:4222/?stream=S&subject=s". Streams and
// buckets whose names begin with that of the stream are deleted at the end of the test.
func NATS(t testing.TB) string {
	t.Helper()
	server, err := natsServer()
	if err != nil {
		missing(t, err)
	}
	name := newName()
	t.Cleanup(func() {
		if err := deleteStreams(server, func(stream string) bool { return strings.HasPrefix(stream, name) }); err != nil {
			t.Errorf("delete the streams of the test: %v", err)
		}
	})
	return withStream(server, name)
}

// NATSServer starts a NATS server for this test alone, with its files on disk and further
// arguments. Its URL names a stream as that of [NATS] does.
func NATSServer(t testing.TB, args ...string) *Server {
	t.Helper()
	server, err := newNATS()
	if err != nil {
		missing(t, err)
	}
	server.command = append(server.command, args...)
	server.URL = withStream(server.URL, "test")
	return server.own(t)
}

func withStream(server, name string) string {
	return strings.TrimSuffix(server, "/") + "/?" + url.Values{"stream": {name}, "subject": {name}}.Encode()
}

// findNATS returns the URL of a server.
func findNATS() (string, error) {
	if given := os.Getenv(NATSVariable); given != "" {
		if err := deleteStreams(given, abandoned); err != nil {
			return "", fmt.Errorf("%s names a NATS server that cannot be used; correct it or unset it: %w", NATSVariable, err)
		}
		return given, nil
	}
	const local = "nats://127.0.0.1:4222"
	if deleteStreams(local, abandoned) == nil {
		return local, nil
	}
	server, err := newNATS()
	if err != nil {
		return "", err
	}
	return server.URL, server.start()
}

func newNATS() (*Server, error) {
	program, err := exec.LookPath("nats-server")
	if err != nil {
		return nil, fmt.Errorf("this test needs NATS with JetStream: %s: %w", installNATS, err)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "neuroglia-nats-")
	if err != nil {
		return nil, err
	}
	address := "127.0.0.1:" + strconv.Itoa(port)
	return &Server{
		URL: "nats://" + address,
		dir: dir,
		command: []string{
			program, "-a", "127.0.0.1", "-p", strconv.Itoa(port), "-js", "-sd", filepath.Join(dir, "data"),
		},
		answers: func(ctx context.Context) error {
			said, err := exchange(ctx, address, "")
			if err == nil && !strings.Contains(said, `"jetstream":true`) {
				err = errors.New("JetStream is not ready")
			}
			return err
		},
	}, nil
}

// deleteStreams deletes those of which condemned is true.
func deleteStreams(server string, condemned func(name string) bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	conn, err := nats.Connect(server, nats.Timeout(patient))
	if err != nil {
		return err
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		return err
	}
	list := js.StreamNames(ctx)
	var errList []error
	for name := range list.Name() {
		if !condemned(strings.TrimPrefix(name, "KV_")) {
			continue
		}
		if err := js.DeleteStream(ctx, name); err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
			errList = append(errList, err)
		}
	}
	return errors.Join(append(errList, list.Err())...)
}

var dated = regexp.MustCompile("^" + prefix + "([0-9]{10})_")

// abandoned reports whether the name is that of a test that was killed hours ago.
func abandoned(name string) bool {
	match := dated.FindStringSubmatch(name)
	if match == nil {
		return false
	}
	seconds, err := strconv.ParseInt(match[1], 10, 64)
	return err == nil && time.Since(time.Unix(seconds, 0)) > 3*time.Hour
}
