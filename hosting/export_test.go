package hosting_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting"
)

func TestConfigExportWritesWhatWasGivenAndNoSecrets(t *testing.T) {
	t.Parallel()
	given := []string{"SHOP_KEY=0123456789abcdef", "SHOP_REGION=it's \"eu\" $HOME", "SHOP_LOG_LEVEL=warn"}
	f := newFixture(t, []string{"config", "export"}, given...)
	hosting.AddSettings[shopSettings](f.WebApplicationBuilder)
	require.Zero(t, f.Main(t.Context()), f.errors)
	require.Contains(t, f.out.String(), "# SHOP_KEY is secret and left out\n")
	require.Contains(t, f.out.String(), "SHOP_REGION=\"it's \\\"eu\\\" \\$HOME\"\n")
	require.Contains(t, f.out.String(), "SHOP_LOG_LEVEL=WARN\n")
	require.NotContains(t, f.out.String(), "SHOP_STOP_DELAY=")
	require.NotContains(t, f.out.String(), "0123456789abcdef")

	f = newFixture(t, []string{"config", "export", "--all"}, given...)
	hosting.AddSettings[shopSettings](f.WebApplicationBuilder)
	require.Zero(t, f.Main(t.Context()), f.errors)
	require.Contains(t, f.out.String(), "SHOP_STOP_DELAY=")

	f = newFixture(t, []string{"config", "export"}, "SHOP_CAPACITY=none")
	hosting.AddSettings[shopSettings](f.WebApplicationBuilder)
	require.Equal(t, hosting.ExitConfig, f.Main(t.Context()))
	require.Empty(t, f.out.String())
}
