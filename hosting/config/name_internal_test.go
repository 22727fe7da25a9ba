package config

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSnake(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Port": "port", "DatabaseURL": "database_url", "HTTPPort": "http_port", "MaxAge": "max_age",
		"ID": "id", "A": "a", "OAuth": "o_auth", "Http2Port": "http2_port", "With_Under": "with_under",
	} {
		require.Equal(t, want, snake(name))
	}
}

func TestVariable(t *testing.T) {
	t.Parallel()
	require.Equal(t, "ORDER_SERVICE_KITCHEN_SIZE", variable(Prefix("order-service"), "kitchen.size"))
	require.Equal(t, "SIZE", variable("", "size"))
}

func TestDistance(t *testing.T) {
	t.Parallel()
	require.Equal(t, 0, distance("abc", "abc"))
	require.Equal(t, 3, distance("kitten", "sitting"))
	require.Equal(t, 3, distance("", "abc"))
}
