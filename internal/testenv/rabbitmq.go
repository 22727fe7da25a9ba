package testenv

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
)

// RabbitMQVariable names the environment variable that holds the URL of a RabbitMQ server
// with its management plugin, on port 15672 of the same host, and a user who may create
// virtual hosts: "amqp://user:password@host:5672".
const RabbitMQVariable = "NEUROGLIA_TEST_RABBITMQ"

// installRabbitMQ is what to do about a missing server.
const installRabbitMQ = "install it (apt-get install rabbitmq-server), or set " + RabbitMQVariable + " to the URL of one with the management plugin"

// broker is a RabbitMQ server whose virtual hosts come and go.
type broker struct {
	url   string
	admin brokerAdmin
}

// brokerAdmin creates and deletes virtual hosts.
type brokerAdmin interface {
	list(ctx context.Context) ([]string, error)
	add(ctx context.Context, vhost, user string) error
	remove(ctx context.Context, vhost string) error
}

// rabbitServer is looked for once per process.
var rabbitServer = sync.OnceValues(findRabbitMQ)

// RabbitMQ returns the URL of a virtual host that nobody else uses:
// "amqp://guest:guest@host:5672/vhost". It is deleted at the end of the test, whoever is
// still connected.
func RabbitMQ(t testing.TB) string {
	t.Helper()
	server, err := rabbitServer()
	if err != nil {
		missing(t, err)
	}
	name := newName()
	u, err := url.Parse(server.url)
	if err != nil {
		t.Fatal(err)
	}
	if err := within(func(ctx context.Context) error { return server.admin.add(ctx, name, u.User.Username()) }); err != nil {
		t.Fatalf("create a virtual host for the test: %v", err)
	}
	t.Cleanup(func() {
		if err := within(func(ctx context.Context) error { return server.admin.remove(ctx, name) }); err != nil {
			t.Errorf("delete the virtual host of the test: %v", err)
		}
	})
	u.Path = "/" + name
	return u.String()
}

// RabbitMQServer starts a RabbitMQ server for this test alone, with its files on disk. Its
// URL is that of the default virtual host.
func RabbitMQServer(t testing.TB) *Server {
	t.Helper()
	node, err := newNode()
	if err != nil {
		missing(t, err)
	}
	return node.server().own(t)
}

// findRabbitMQ returns a server whose virtual hosts can be managed: the one that is named,
// the one on this machine for those who may, or one that is started.
func findRabbitMQ() (broker, error) {
	if given := os.Getenv(RabbitMQVariable); given != "" {
		b, err := managed(given, managementOf(given))
		if err != nil {
			return b, fmt.Errorf("%s names a RabbitMQ server that cannot be used; correct it or unset it: %w", RabbitMQVariable, err)
		}
		return b, nil
	}
	const local = "amqp://guest:guest@127.0.0.1:5672/"
	for _, admin := range []brokerAdmin{managementOf(local), rabbitctl{}} {
		if b, err := managed(local, admin); err == nil {
			return b, nil
		}
	}
	node, err := newNode()
	if err != nil {
		return broker{}, err
	}
	server := node.server()
	return broker{url: server.URL, admin: rabbitctl{node: node}}, server.start()
}

// managed returns the broker if it speaks AMQP and lets itself be managed, without the
// virtual hosts of tests that were killed hours ago.
func managed(address string, admin brokerAdmin) (broker, error) {
	u, err := url.Parse(address)
	if err != nil {
		return broker{}, err
	}
	err = within(func(ctx context.Context) error {
		if err := speaksAMQP(ctx, u.Host); err != nil {
			return err
		}
		names, err := admin.list(ctx)
		for _, name := range names {
			if abandoned(name) {
				err = errors.Join(err, admin.remove(ctx, name))
			}
		}
		return err
	})
	return broker{url: address, admin: admin}, err
}

// speaksAMQP reports how the server answers the greeting of AMQP 0.9.1.
func speaksAMQP(ctx context.Context, address string) error {
	said, err := exchange(ctx, address, "AMQP\x00\x00\x09\x01")
	if err == nil && strings.HasPrefix(said, "AMQP") {
		err = errors.New("the server speaks another version of AMQP")
	}
	return err
}

func within(do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), startup)
	defer cancel()
	return do(ctx)
}
