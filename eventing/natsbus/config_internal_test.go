package natsbus

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

func TestParse(t *testing.T) {
	t.Parallel()
	c, err := parse("nats://host")
	require.NoError(t, err)
	require.Equal(t, config{servers: []string{"nats://host"}, stream: "EVENTS", subject: "events", lease: 5 * time.Second}, c)

	c, err = parse("tls://me:se%2Cret@a:4222,b:4223/?stream=S&subject=s.t&retain=1h&replicas=3&lease=2s&start=first&creds=/file")
	require.NoError(t, err)
	password, _ := c.user.Password()
	require.Equal(t, "se,ret", password)
	c.user = nil
	require.Equal(t, config{
		servers: []string{"tls://a:4222", "tls://b:4223"}, stream: "S", subject: "s.t", retain: time.Hour, replicas: 3,
		lease: 2 * time.Second, first: true, creds: "/file",
	}, c)
	require.Equal(t, "tls://a:4222,tls://b:4223", c.where())

	for url, says := range map[string]string{
		"amqp://host":              "does not begin with nats://",
		"nats:host":                "does not begin with nats://",
		"nats://":                  "no valid host and port in its place 1",
		"nats://a,:pw@%zz":         "no valid host and port in its place 2",
		"nats://host/events":       `has the path "events"`,
		"nats://host/?a=%zz":       "cannot be read",
		"nats://host/?streams=S":   `the unknown parameter "streams"; there are creds, lease`,
		"nats://host/?stream=a.b":  "stream=a.b, which it cannot be",
		"nats://host/?subject=a.>": "subject=a.>, which it cannot be",
		"nats://host/?retain=-1h":  "retain=-1h, which it cannot be",
		"nats://host/?retain=week": "retain=week, which it cannot be",
		"nats://host/?replicas=0":  "replicas=0, which it cannot be",
		"nats://host/?lease=1ms":   "lease=1ms, which it cannot be",
		"nats://host/?start=old":   "start=old, which it cannot be",
		"nats://host/?creds=":      "creds=, which it cannot be",
	} {
		_, err := parse(url)
		require.ErrorIs(t, err, errs.KindInvalid, url)
		require.ErrorContains(t, err, says, url)
	}
}

func TestToken(t *testing.T) {
	t.Parallel()
	for eventType, want := range map[string]string{
		"com.example.Placed-v1_x": "com.example.Placed-v1_x", "a b": "a%20b", "a*.>": "a%2A.%3E", "é": "%C3%A9", "50%": "50%25",
		".a": "%2Ea", "a.": "a%2E", "a..b": "a.%2Eb", ".": "%2E", "a\x01": "a%01",
	} {
		require.Equal(t, want, token(eventType), eventType)
	}
}

func TestFilterNamesOneTypeToTheServer(t *testing.T) {
	t.Parallel()
	c := config{subject: "events"}
	for _, test := range []struct {
		types []string
		want  string
	}{
		{nil, "events.>"},
		{[]string{"a.b"}, "events.a.b"},
		{[]string{"a b"}, "events.a%20b"},
		{[]string{"a.b.*"}, "events.a.b.>"},
		{[]string{"a..*"}, "events.>"},
		{[]string{"a", "b"}, "events.>"},
	} {
		require.Equal(t, test.want, c.filter(transport.Group{Types: test.types}), test.types)
	}
}

func TestMark(t *testing.T) {
	t.Parallel()
	m := newMark(progress{Done: 10, Ahead: []uint64{12, 14}})
	at := func() progress { return m.progress() }
	require.Equal(t, progress{Done: 10, Ahead: []uint64{12, 14}}, at())
	require.True(t, m.begin(11))
	require.False(t, m.begin(12), "it was settled before")
	require.True(t, m.begin(13))
	require.True(t, m.begin(13), "it was begun and not settled")
	require.False(t, m.begin(14))
	require.True(t, m.begin(20))
	m.settle(13)
	require.Equal(t, progress{Done: 10, Ahead: []uint64{12, 13, 14}}, at())
	m.pass(30)
	m.settle(11)
	require.Equal(t, progress{Done: 19}, at(), "nothing between 14 and 20 is for the group")
	m.settle(20)
	require.Equal(t, progress{Done: 30}, at())

	m.begin(31)
	m.restart(2, time.Unix(1, 0))
	m.settle(31)
	require.Equal(t, progress{Done: 2, Stream: time.Unix(1, 0)}, at(), "it was begun before")
	require.True(t, m.begin(3))
	m.settle(3)
	require.Equal(t, uint64(3), at().Done)

	many := newMark(progress{})
	for n := range uint64(farAhead + 2) {
		many.begin(n + 1)
		if n > 0 {
			many.settle(n + 1)
		}
	}
	require.Len(t, many.progress().Ahead, farAhead)
}
