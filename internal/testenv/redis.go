package testenv

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"
)

// RedisVariable names the environment variable that holds the URL of a Redis server:
// "redis://user:password@host:6379/0".
const RedisVariable = "NEUROGLIA_TEST_REDIS"

// installRedis is what to do about a missing server.
const installRedis = "install it (apt-get install redis-server), or start one on 127.0.0.1:6379, or set " + RedisVariable + " to the URL of one"

// redisServer is looked for once per process.
var redisServer = sync.OnceValues(findRedis)

// Redis returns the URL of a Redis server and a prefix of keys that nobody else uses. Keys
// that begin with it are deleted at the end of the test.
func Redis(t testing.TB) (server, prefix string) {
	t.Helper()
	server, err := redisServer()
	if err != nil {
		missing(t, err)
	}
	prefix = newName() + ":"
	t.Cleanup(func() {
		if err := deleteKeys(server, func(key string) bool { return strings.HasPrefix(key, prefix) }); err != nil {
			t.Errorf("delete the keys of the test: %v", err)
		}
	})
	return server, prefix
}

// RedisServer starts a Redis server for this test alone, which keeps nothing on disk, with
// further arguments.
func RedisServer(t testing.TB, args ...string) *Server {
	t.Helper()
	server, err := newRedis()
	if err != nil {
		missing(t, err)
	}
	server.command = append(server.command, args...)
	return server.own(t)
}

// findRedis returns the URL of a server.
func findRedis() (string, error) {
	if given := os.Getenv(RedisVariable); given != "" {
		if err := deleteKeys(given, abandoned); err != nil {
			return "", fmt.Errorf("%s names a Redis server that cannot be used; correct it or unset it: %w", RedisVariable, err)
		}
		return given, nil
	}
	const local = "redis://127.0.0.1:6379/0"
	if deleteKeys(local, abandoned) == nil {
		return local, nil
	}
	server, err := newRedis()
	if err != nil {
		return "", err
	}
	return server.URL, server.start()
}

func newRedis() (*Server, error) {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, fmt.Errorf("this test needs Redis: %s: %w", installRedis, err)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "neuroglia-redis-")
	if err != nil {
		return nil, err
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	return &Server{
		URL:     (&url.URL{Scheme: "redis", Host: address, Path: "/0"}).String(),
		dir:     dir,
		command: []string{program, "--bind", "127.0.0.1", "--port", strconv.Itoa(port), "--dir", dir, "--save", "", "--appendonly", "no"},
		answers: func(ctx context.Context) error {
			said, err := exchange(ctx, address, "PING\r\n")
			if err == nil && !strings.HasPrefix(said, "+PONG") {
				err = errors.New("Redis is not ready: " + said)
			}
			return err
		},
	}, nil
}

// deleteKeys deletes those of tests of which condemned is true.
func deleteKeys(server string, condemned func(key string) bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	options, err := redis.ParseURL(server)
	if err != nil {
		return err
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }() // what was asked is answered
	keys := client.Scan(ctx, 0, prefix+"*", 1000).Iterator()
	for keys.Next(ctx) {
		if !condemned(keys.Val()) {
			continue
		}
		if err := client.Unlink(ctx, keys.Val()).Err(); err != nil {
			return err
		}
	}
	return keys.Err()
}
