package sqlite_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/sqlite"
)

func TestParseURL(t *testing.T) {
	t.Parallel()
	tests := []struct {
		url  string
		want sqlite.Config
	}{
		{"sqlite:orders.db", sqlite.Config{Path: "orders.db"}},
		{"sqlite:data/orders.db", sqlite.Config{Path: "data/orders.db"}},
		{"sqlite:/var/lib/orders.db", sqlite.Config{Path: "/var/lib/orders.db"}},
		{"sqlite::memory:", sqlite.Config{Path: sqlite.Memory}},
		{"sqlite:a%3Fb%20c.db", sqlite.Config{Path: "a?b c.db"}},
		{
			"sqlite:orders.db?synchronous=NORMAL&busy_timeout=10s&readers=8",
			sqlite.Config{Path: "orders.db", Synchronous: sqlite.Normal, BusyTimeout: 10 * time.Second, Readers: 8},
		},
	}
	for _, test := range tests {
		t.Run(test.url, func(t *testing.T) {
			t.Parallel()
			config, err := sqlite.ParseURL(test.url)
			require.NoError(t, err)
			require.Equal(t, test.want, config)
		})
	}
}

func TestParseURLTellsEveryFault(t *testing.T) {
	t.Parallel()
	tests := []struct {
		url  string
		want []string
	}{
		{"postgres:x", []string{"is no SQLite URL; write sqlite:path/to/file.db"}},
		{"sqlite:", []string{"no path"}},
		{"sqlite://host/orders.db", []string{"has no // part"}},
		{"sqlite:100%.db", []string{"is written %25"}},
		{"sqlite:a.db?cache=1", []string{`option "cache" is unknown; use synchronous, busy_timeout or readers`}},
		{"sqlite:a.db?a=%zz", []string{"cannot be read"}},
		{
			"sqlite:a.db?synchronous=off&busy_timeout=5&readers=0",
			[]string{"synchronous=off is unknown; use full or normal", "busy_timeout=5 is no duration", "readers=0 is no number from 1"},
		},
	}
	for _, test := range tests {
		t.Run(test.url, func(t *testing.T) {
			t.Parallel()
			_, err := sqlite.Open(t.Context(), test.url)
			for _, want := range test.want {
				require.ErrorContains(t, err, want)
			}
		})
	}
}

func TestConfigTellsEveryFault(t *testing.T) {
	t.Parallel()
	_, err := sqlite.New(t.Context(), sqlite.Config{Synchronous: "off", Readers: -1})
	require.ErrorContains(t, err, "Path is empty")
	require.ErrorContains(t, err, `Synchronous "off" is unknown`)
	require.ErrorContains(t, err, "may not be negative")
}
