package config_test

import (
	"log/slog"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/config"
)

func TestTypes(t *testing.T) {
	t.Parallel()
	type embedded struct{ Inner string }
	type settings struct {
		embedded
		Text     string
		Yes      bool
		Small    int8
		Count    uint16
		Ratio    float64
		Wait     time.Duration
		Size     config.Bytes
		Site     url.URL
		Proxy    *url.URL
		Level    slog.Level
		List     []string
		Waits    []time.Duration
		Map      map[string]time.Duration
		Maybe    *int
		Absent   *int
		Renamed  string   `config:"other"`
		Left     chan int `config:"-"`
		internal string
	}
	got, loader := load[settings](t, config.Config{Environ: []string{
		"PIZZERIA_INNER=in", "PIZZERIA_TEXT=a=b", "PIZZERIA_YES=on", "PIZZERIA_SMALL=-8", "PIZZERIA_COUNT=65535", "PIZZERIA_RATIO=0.5",
		"PIZZERIA_WAIT=1h30m", "PIZZERIA_SIZE=1.5MiB", "PIZZERIA_SITE=https://example.org/x", "PIZZERIA_PROXY=http://p:1",
		"PIZZERIA_LEVEL=warn", `PIZZERIA_LIST=a, b\,c`, "PIZZERIA_WAITS=1s,2s", "PIZZERIA_MAP=a=1s, b=2s", "PIZZERIA_MAYBE=7", "PIZZERIA_OTHER=o",
	}})
	require.NoError(t, loader.Err())
	require.Empty(t, loader.Warnings())
	require.Empty(t, got.internal)
	require.Equal(t, "in", got.Inner)
	require.Equal(t, "a=b", got.Text)
	require.True(t, got.Yes)
	require.Equal(t, int8(-8), got.Small)
	require.Equal(t, uint16(65535), got.Count)
	require.InDelta(t, 0.5, got.Ratio, 0)
	require.Equal(t, 90*time.Minute, got.Wait)
	require.Equal(t, 3*config.MiB/2, got.Size)
	require.Equal(t, "https://example.org/x", got.Site.String())
	require.Equal(t, "http://p:1", got.Proxy.String())
	require.Equal(t, slog.LevelWarn, got.Level)
	require.Equal(t, []string{"a", "b,c"}, got.List)
	require.Equal(t, []time.Duration{time.Second, 2 * time.Second}, got.Waits)
	require.Equal(t, map[string]time.Duration{"a": time.Second, "b": 2 * time.Second}, got.Map)
	require.Equal(t, 7, *got.Maybe)
	require.Nil(t, got.Absent)
	require.Equal(t, "o", got.Renamed)
}

func TestBadValuesSayWhatIsExpected(t *testing.T) {
	t.Parallel()
	type settings struct {
		Yes   bool
		Small int8
		Count uint
		Ratio float32
		Wait  time.Duration
		Size  config.Bytes
		Site  url.URL
		Waits []time.Duration
		Map   map[int]string
		Key   map[string]int
	}
	tests := map[string]string{
		"YES=maybe":         `"maybe" is neither true nor false`,
		"SMALL=300":         `"300" is out of range`,
		"SMALL=x":           `"x" is not a whole number`,
		"COUNT=-1":          `"-1" is not a whole number that is not negative`,
		"RATIO=half":        `"half" is not a number`,
		"WAIT=30":           `"30" is not a duration; write a number and a unit: 500ms, 30s, 5m, 1h`,
		"SIZE=big":          `"big" is not a size; write a number and a unit: 512KiB, 10MB, 1GiB`,
		"SIZE=9999999999TB": `"9999999999TB" is too large for a size`,
		"SITE=example.org":  `"example.org" is not a URL; it begins with a scheme as in https://example.org`,
		"SITE=://u:pass@h":  `"://u:[redacted]@h" is not a URL`,
		"WAITS=1s,2":        `element 2: "2" is not a duration`,
		"MAP=a":             `"a" is not a pair; write name=value,name=value`,
		"MAP=a=b":           `name "a": "a" is not a whole number`,
		"KEY=a=b":           `a: "b" is not a whole number`,
	}
	for entry, want := range tests {
		t.Run(entry, func(t *testing.T) {
			t.Parallel()
			_, loader := load[settings](t, config.Config{Environ: []string{"PIZZERIA_" + entry}})
			require.ErrorContains(t, loader.Err(), want)
			require.Len(t, loader.Faults(), 1)
		})
	}
}

func TestMistakesInTheStruct(t *testing.T) {
	t.Parallel()
	_, loader := load[struct {
		Channel chan int
		Nested  struct{ Name string }
		Other   string `config:"nested.name"`
	}](t, config.Config{Validator: validatorFunc(func(any) error { return nil })})
	faults := loader.Faults()
	require.Len(t, faults, 2)
	require.Equal(t, config.CodeUnsupported, faults[0].Code)
	require.Contains(t, faults[0].Message, "field Channel has the type chan int")
	require.Equal(t, config.CodeDuplicate, faults[1].Code)
	require.Equal(t, "PIZZERIA_NESTED_NAME", faults[1].Name)
	require.PanicsWithValue(t, "config.Load: int is no struct; settings are the exported fields of one", func() { config.Load[int](loader) })
}
