package testenv_test

import (
	"io"
	"net/url"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

func TestNATSGivesEachTestItsOwnStream(t *testing.T) { //nolint:tparallel // the subtest ends before its stream is looked for
	t.Parallel()
	var address, name string
	t.Run("stream", func(t *testing.T) {
		address = testenv.NATS(t)
		u, err := url.Parse(address)
		require.NoError(t, err)
		name = u.Query().Get("stream")
		js := streams(t, address)
		_, err = js.CreateStream(t.Context(), jetstream.StreamConfig{Name: name, Subjects: []string{u.Query().Get("subject") + ".>"}})
		require.NoError(t, err)
		_, err = js.CreateKeyValue(t.Context(), jetstream.KeyValueConfig{Bucket: name + "_more"})
		require.NoError(t, err)
	})
	js := streams(t, address)
	for _, gone := range []string{name, "KV_" + name + "_more"} {
		_, err := js.Stream(t.Context(), gone)
		require.ErrorIs(t, err, jetstream.ErrStreamNotFound)
	}
}

func TestNATSServerKeepsItsStreamsWhenItIsKilled(t *testing.T) {
	t.Parallel()
	server := testenv.NATSServer(t)
	js := streams(t, server.URL)
	_, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "kept", Subjects: []string{"kept"}})
	require.NoError(t, err)
	_, err = js.Publish(t.Context(), "kept", []byte("still here"))
	require.NoError(t, err)

	server.Kill(t)
	_, err = nats.Connect(server.URL)
	require.Error(t, err)
	server.Start(t)

	server.Pause(t)
	_, err = nats.Connect(server.URL, nats.Timeout(100*time.Millisecond))
	require.Error(t, err)
	server.Resume(t)

	stream, err := streams(t, server.URL).Stream(t.Context(), "kept")
	require.NoError(t, err)
	require.Equal(t, uint64(1), stream.CachedInfo().State.Msgs)
}

func TestRabbitMQGivesEachTestItsOwnVirtualHost(t *testing.T) { //nolint:tparallel // the subtest ends before its virtual host is looked for
	t.Parallel()
	var address string
	t.Run("virtual host", func(t *testing.T) {
		address = testenv.RabbitMQ(t)
		declare(t, address)
	})
	_, err := amqp.Dial(address)
	require.Error(t, err)
}

func TestRabbitMQServerStartsAgain(t *testing.T) {
	t.Parallel()
	server := testenv.RabbitMQServer(t)
	declare(t, server.URL)
	server.Kill(t)
	_, err := amqp.Dial(server.URL)
	require.Error(t, err)
	server.Start(t)
	declare(t, server.URL)
}

func TestProxyCutsConnections(t *testing.T) {
	t.Parallel()
	proxy, address := testenv.NewProxy(t, testenv.NATS(t))
	lost := make(chan struct{}, 10)
	conn, err := nats.Connect(address, nats.MaxReconnects(-1), nats.ReconnectWait(time.Millisecond),
		nats.DisconnectErrHandler(func(*nats.Conn, error) { lost <- struct{}{} }))
	require.NoError(t, err)
	t.Cleanup(conn.Close)

	proxy.Cut()
	<-lost
	require.Eventually(t, conn.IsConnected, 10*time.Second, time.Millisecond)
	proxy.Close()
	<-lost
	_, err = nats.Connect(address)
	require.ErrorIs(t, err, io.EOF)
	proxy.Open()
	require.Eventually(t, conn.IsConnected, 10*time.Second, time.Millisecond)
}

func streams(t *testing.T, address string) jetstream.JetStream {
	t.Helper()
	conn, err := nats.Connect(address)
	require.NoError(t, err)
	t.Cleanup(conn.Close)
	js, err := jetstream.New(conn)
	require.NoError(t, err)
	return js
}

// declare creates a queue, which takes every right.
func declare(t *testing.T, address string) {
	t.Helper()
	conn, err := amqp.Dial(address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	channel, err := conn.Channel()
	require.NoError(t, err)
	_, err = channel.QueueDeclare("q", true, false, false, false, nil)
	require.NoError(t, err)
}
