package natsbus_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/natsbus"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "nats.conf")
	require.NoError(t, os.WriteFile(file, []byte(`accounts {
		WITH: { jetstream: enabled, users: [{user: "with", password: "s3cret"}] }
		LITTLE: { jetstream: enabled, users: [{user: "little", password: "s3cret", permissions: {publish: "events.>"}}] }
		WITHOUT: { users: [{user: "without", password: "s3cret"}] }
	}`), 0o600))
	server := testenv.NATSServer(t, "-c", file)
	as := func(user string) string { return strings.Replace(server.URL, "nats://", "nats://"+user+"@", 1) }

	for _, test := range []struct {
		name, url string
		kind      errs.Kind
		says      string
	}{
		{"the server is down", "nats://127.0.0.1:1", errs.KindUnavailable, "no NATS server answers at nats://127.0.0.1:1; start one (nats-server -js)"},
		{"the password is wrong", as("with:s3cre"), errs.KindUnauthenticated, "refuses the user; correct the user and the password"},
		{"there is a token instead of a user", as("t0ken"), errs.KindUnauthenticated, "refuses the user"},
		{"the credentials are missing", server.URL + "&creds=/nowhere", errs.KindUnavailable, "cannot be used"},
		{"there is no JetStream", as("without:s3cret"), errs.KindInvalid, "has no JetStream for this user; start the server with -js"},
		{"the user may do too little", as("little:s3cret"), errs.KindForbidden, "does not let this user manage the stream"},
		{"the URL is wrong", "nats://host/path", errs.KindInvalid, "path"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := natsbus.Driver(t.Context(), test.url)
			require.ErrorIs(t, err, test.kind)
			require.ErrorContains(t, err, test.says)
			require.NotContains(t, err.Error(), "s3cre")
		})
	}
	bus, err := transport.Drivers{"nats": natsbus.Driver}.Open(t.Context(), as("with:s3cret"))
	require.NoError(t, err)
	require.NoError(t, bus.Close())
}

func TestOpenFailsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := natsbus.Open(ctx, testenv.NATS(t))
	require.ErrorIs(t, err, errs.KindUnavailable)
}

func TestOpenMakesTheStreamAndLeavesOneThatIsThere(t *testing.T) {
	t.Parallel()
	url := testenv.NATS(t)
	open(t, url+"&retain=1h")
	js, name, subject := direct(t, url)
	settings := func() jetstream.StreamConfig {
		stream, err := js.Stream(t.Context(), name)
		require.NoError(t, err)
		return stream.CachedInfo().Config
	}
	require.Equal(t, time.Hour, settings().MaxAge)
	require.Equal(t, []string{subject + ".>"}, settings().Subjects)

	open(t, url)
	require.Equal(t, time.Hour, settings().MaxAge, "nothing was said of it")
	open(t, url+"&retain=1m&replicas=1&subject="+subject+"-more")
	require.Equal(t, time.Minute, settings().MaxAge)
	require.Equal(t, []string{subject + ".>", subject + "-more.>"}, settings().Subjects)

	_, err := natsbus.Open(t.Context(), strings.Replace(url, "stream="+name, "stream="+name+"_other", 1))
	require.ErrorIs(t, err, errs.KindInvalid)
	require.ErrorContains(t, err, "refuses the stream")
}

func open(t *testing.T, url string) *natsbus.Bus {
	t.Helper()
	bus, err := natsbus.Open(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, bus.Close()) })
	return bus
}

// direct connects to the server past the adapter.
func direct(t *testing.T, url string) (js jetstream.JetStream, stream, subject string) {
	t.Helper()
	server, query, _ := strings.Cut(url, "/?")
	conn, err := nats.Connect(server)
	require.NoError(t, err)
	t.Cleanup(conn.Close)
	js, err = jetstream.New(conn)
	require.NoError(t, err)
	name, _, _ := strings.Cut(strings.TrimPrefix(query, "stream="), "&")
	return js, name, name
}
