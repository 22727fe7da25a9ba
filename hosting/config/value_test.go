package config_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/config"
)

func TestBytes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text  string
		size  config.Bytes
		again string
	}{
		{"0", 0, "0B"},
		{"1500", 1500, "1500B"},
		{"5000b", 5000, "5KB"},
		{"2 kib", 2048, "2KiB"},
		{"1.5MiB", 3 * config.MiB / 2, "1536KiB"},
		{"10MB", 10_000_000, "10MB"},
		{"1GiB", config.GiB, "1GiB"},
		{"2TiB", 2 * config.TiB, "2TiB"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			got, err := config.ParseBytes(test.text)
			require.NoError(t, err)
			require.Equal(t, test.size, got)
			text, err := json.Marshal(got)
			require.NoError(t, err)
			require.Equal(t, `"`+test.again+`"`, string(text))
		})
	}
	for _, text := range []string{"", "MB", "-1", "NaN", "1XB"} {
		_, err := config.ParseBytes(text)
		require.Error(t, err, text)
	}
}

func TestProfileOf(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		environ []string
		want    config.Profile
		fault   string
	}{
		"none is production":       {nil, config.Production, ""},
		"general":                  {[]string{"NEUROGLIA_PROFILE=dev"}, config.Development, ""},
		"own before general":       {[]string{"NEUROGLIA_PROFILE=dev", "ORDER_SERVICE_PROFILE=Test"}, config.Test, ""},
		"production has two names": {[]string{"NEUROGLIA_PROFILE=prod"}, config.Production, ""},
		"unknown":                  {[]string{"NEUROGLIA_PROFILE=staging"}, config.Production, `NEUROGLIA_PROFILE: profile "staging" is unknown; use development, test or production`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := config.ProfileOf("order-service", test.environ)
			require.Equal(t, test.want, got)
			if test.fault != "" {
				require.EqualError(t, err, test.fault)
				return
			}
			require.NoError(t, err)
		})
	}
}
