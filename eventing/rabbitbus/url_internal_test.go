package rabbitbus

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
)

func TestParse(t *testing.T) {
	t.Parallel()
	s, err := parse("amqps://user:p%40ss@mq.example.com/orders%2Ftest?exchange=shop.events&mandatory=true&consumers=shared" +
		"&delivery_limit=7&prefetch=9&max_bytes=1000&confirm_timeout=5s&name=till&heartbeat=20&cacertfile=/ca.pem")
	require.NoError(t, err)
	require.Equal(t, "amqps://user:p%40ss@mq.example.com/orders%2Ftest?cacertfile=%2Fca.pem&heartbeat=20", s.url)
	require.Equal(t, "orders/test", s.uri.Vhost)
	require.Equal(t, 5671, s.uri.Port)
	s.url, s.uri = "", settings{}.uri
	require.Equal(t, settings{
		name: "till", exchange: "shop.events", mandatory: true, sharedConsumer: true,
		deliveryLimit: 7, prefetch: 9, maxBytes: 1000, confirmTimeout: 5 * time.Second,
	}, s)

	s, err = parse("amqp://localhost")
	require.NoError(t, err)
	require.Equal(t, "/", s.uri.Vhost)
	require.Equal(t, "events", s.exchange)
	require.False(t, s.mandatory)
	require.False(t, s.sharedConsumer)
}

func TestParseNamesEveryFault(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		url  string
		says []string
	}{
		"no URL":        {"amqp://user:p%ss@host", []string{"cannot be read", "%40 for @"}},
		"other scheme":  {"http://user:p%25ss@host", []string{"amqp://user:password@host"}},
		"no port":       {"amqp://user:pass@host:99999999999", []string{"host and port"}},
		"broken option": {"amqp://user:pass@host?exchange=%zz", []string{"host"}},
		"all at once": {
			"amqp://user:pass@host?exchange=a%20b&mandatory=perhaps&consumers=many&delivery_limit=0&max_bytes=x&confirm_timeout=-1s&prefetch=70000&color=red",
			[]string{"exchange=a b", "mandatory=perhaps", "consumers=many", "delivery_limit=0", "max_bytes=x", "confirm_timeout=-1s", "prefetch=70000", "option color is unknown"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parse(tt.url)
			require.ErrorIs(t, err, errs.KindInvalid)
			for _, text := range tt.says {
				require.ErrorContains(t, err, text)
			}
			require.NotContains(t, err.Error(), "p%ss")
		})
	}
}
