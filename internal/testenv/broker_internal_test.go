package testenv

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestVirtualHostsAreManagedByProgramAndByHTTP(t *testing.T) {
	t.Parallel()
	node, err := newNode()
	if err != nil {
		missing(t, err)
	}
	port, err := freePort()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(node.dir, "enabled_plugins"), []byte("[rabbitmq_management]."), 0o600))
	settings := fmt.Sprintf("listeners.tcp.1 = 127.0.0.1:%d\nmanagement.tcp.ip = 127.0.0.1\nmanagement.tcp.port = %d\n", node.port, port)
	require.NoError(t, os.WriteFile(filepath.Join(node.dir, "rabbitmq.conf"), []byte(settings), 0o600))
	server := node.server().own(t)

	byHTTP := managementOf(server.URL)
	require.Equal(t, "http://127.0.0.1:15672/api/", byHTTP.base)
	byHTTP.base = fmt.Sprintf("http://127.0.0.1:%d/api/", port)
	old := fmt.Sprintf("%s%d_old", prefix, time.Now().Add(-4*time.Hour).Unix())
	for name, admin := range map[string]brokerAdmin{"program": rabbitctl{node: node}, "http": byHTTP} {
		require.NoError(t, admin.add(t.Context(), old, "guest"), name)
		require.NoError(t, admin.add(t.Context(), "new", "guest"), name)
		_, err := managed(server.URL, admin)
		require.NoError(t, err, name)
		names, err := admin.list(t.Context())
		require.NoError(t, err, name)
		require.ElementsMatch(t, []string{"/", "new"}, names, "that of a test that was killed is gone")
		require.NoError(t, admin.remove(t.Context(), "new"), name)
		require.Error(t, admin.remove(t.Context(), "new"), name)
	}
}

func TestAServerThatCannotBeManagedIsNotUsed(t *testing.T) {
	t.Parallel()
	_, err := managed("amqp://127.0.0.1:1/", rabbitctl{})
	require.ErrorContains(t, err, "refused")
	_, err = managed(":", rabbitctl{})
	require.Error(t, err)
	require.Empty(t, managementOf(":").base)
}

func TestANamedBrokerThatIsWrongIsSaidToBe(t *testing.T) {
	t.Setenv(RabbitMQVariable, "amqp://127.0.0.1:1/")
	_, err := findRabbitMQ()
	require.ErrorContains(t, err, RabbitMQVariable+" names a RabbitMQ server that cannot be used")
	t.Setenv(NATSVariable, "nats://127.0.0.1:1")
	_, err = findNATS()
	require.ErrorContains(t, err, NATSVariable+" names a NATS server that cannot be used")
	t.Setenv(RedisVariable, "redis://127.0.0.1:1")
	_, err = findRedis()
	require.ErrorContains(t, err, RedisVariable+" names a Redis server that cannot be used")
}

func TestAServerThatEndsIsSaidTo(t *testing.T) {
	t.Parallel()
	s := &Server{
		dir: t.TempDir(), command: []string{"/bin/sh", "-c", "echo no luck; exit 1"},
		answers: func(context.Context) error { return context.DeadlineExceeded },
	}
	require.ErrorContains(t, s.start(), "no luck")
}

func TestAbandoned(t *testing.T) {
	t.Parallel()
	at := func(ago time.Duration) string { return fmt.Sprintf("%s%d_x", prefix, time.Now().Add(-ago).Unix()) }
	require.True(t, abandoned(at(4*time.Hour)))
	require.False(t, abandoned(at(time.Hour)))
	require.False(t, abandoned("EVENTS"))
}
