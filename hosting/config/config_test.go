package config_test

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting/config"
)

type kitchen struct {
	Capacity int           `default:"3" validate:"min=1" doc:"orders cooked at a time"`
	Timeout  time.Duration `default:"30s"`
}

type shopSettings struct {
	DatabaseURL string        `default:"sqlite:orders.db" doc:"where orders are kept"`
	PaymentKey  config.Secret `validate:"required" doc:"key of the payment provider"`
	Port        int           `env:"PORT" default:"8080"`
	Kitchen     kitchen
}

// load fills T from the environment in an empty folder.
func load[T any](t *testing.T, cfg config.Config) (T, *config.Loader) {
	t.Helper()
	if cfg.Service == "" {
		cfg.Service = "pizzeria"
	}
	if cfg.Environ == nil {
		cfg.Environ = []string{}
	}
	if cfg.Dir == "" {
		cfg.Dir = t.TempDir()
	}
	loader := config.New(cfg)
	return config.Load[T](loader), loader
}

func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func TestSettingsComeFromDefaultsAndEnvironment(t *testing.T) {
	t.Parallel()
	settings, loader := load[shopSettings](t, config.Config{Environ: []string{
		"PIZZERIA_PAYMENT_KEY=sk_live_1", "PORT=9000", "PIZZERIA_KITCHEN_TIMEOUT=1m", "PIZZERIA_DATABASE_URL=",
	}})
	require.NoError(t, loader.Err())
	require.Equal(t, "sqlite:orders.db", settings.DatabaseURL, "an empty variable counts as not set")
	require.Equal(t, "sk_live_1", settings.PaymentKey.Reveal())
	require.Equal(t, 9000, settings.Port)
	require.Equal(t, kitchen{Capacity: 3, Timeout: time.Minute}, settings.Kitchen)
}

func TestPrecedenceOfSources(t *testing.T) {
	t.Parallel()
	type settings struct {
		A string `default:"default"`
		B string `default:"default"`
		C string `default:"default"`
		D string `default:"default"`
		E string `default:"default"`
	}
	dir := t.TempDir()
	write(t, dir, "pizzeria.toml", "b = \"file\"\nc = \"file\"\nd = \"file\"\ne = \"file\"\n")
	write(t, dir, ".env", "PIZZERIA_C=dotenv\nPIZZERIA_D=dotenv\nPIZZERIA_E=dotenv\n")
	got, loader := load[settings](t, config.Config{
		Dir: dir, DotEnv: ".env", Set: []string{"e=set"},
		Environ: []string{"PIZZERIA_D=environment", "PIZZERIA_E=environment"},
	})
	require.NoError(t, loader.Err())
	require.Equal(t, settings{"default", "file", "dotenv", "environment", "set"}, got)
	var origins []string
	for _, v := range loader.Values() {
		origins = append(origins, v.Origin)
	}
	file, dotenv := filepath.Join(dir, "pizzeria.toml"), filepath.Join(dir, ".env")
	require.Equal(t, []string{"default", file, dotenv, "environment", "--set"}, origins)
}

func TestFilesAndTheirErrors(t *testing.T) {
	t.Parallel()
	type settings struct {
		Kitchen kitchen
		Names   []string
		Limits  map[string]int
		Since   time.Time
	}
	const wantNames = "[ana bob]"
	tests := map[string]struct{ file, content string }{
		"toml": {"pizzeria.toml", "names = [\"ana\", \"bob\"]\nsince = 2026-01-02T03:04:05Z\n[kitchen]\ncapacity = 5\n[limits]\nday = 10\n"},
		"yaml": {"pizzeria.yaml", "names: [ana, bob]\nsince: 2026-01-02T03:04:05Z\nkitchen:\n  capacity: 5\nlimits:\n  day: 10\n"},
		"yml":  {"pizzeria.yml", "names: [ana, bob]\nsince: \"2026-01-02T03:04:05Z\"\nkitchen: {capacity: 5}\nlimits: {day: 10}\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, test.file, test.content)
			got, loader := load[settings](t, config.Config{Dir: dir})
			require.NoError(t, loader.Err())
			require.Empty(t, loader.Warnings())
			require.Equal(t, 5, got.Kitchen.Capacity)
			require.Equal(t, []string{"ana", "bob"}, got.Names)
			require.Equal(t, map[string]int{"day": 10}, got.Limits)
			require.Equal(t, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), got.Since.UTC())
			require.Equal(t, wantNames, loader.Values()[2].Text)
		})
	}
}

func TestSourceFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		files map[string]string
		cfg   config.Config
		want  string
	}{
		"named file is missing": {cfg: config.Config{File: "/nowhere/pizzeria.toml"}, want: "cannot be read"},
		"file is malformed":     {files: map[string]string{"pizzeria.toml": "kitchen = ["}, want: "toml"},
		"extension is unknown":  {cfg: config.Config{Environ: []string{"PIZZERIA_CONFIG=doc.go"}}, want: `the extension ".go" is unknown; use .toml, .yaml or .yml`},
		"two files":             {files: map[string]string{"pizzeria.toml": "", "pizzeria.yml": ""}, want: "only one file is read"},
		".env is malformed":     {files: map[string]string{".env": "not a line\n"}, cfg: config.Config{DotEnv: ".env"}, want: ".env"},
		"--set is no pair":      {cfg: config.Config{Set: []string{"capacity"}}, want: `"capacity" is not a pair; write --set kitchen.capacity=3`},
		"a table is no value":   {files: map[string]string{"pizzeria.toml": "[port]\na = 1\n"}, want: "a table stands where one value is expected"},
		"a list is no value":    {files: map[string]string{"pizzeria.toml": "port = [1]\n"}, want: "a list stands where one value is expected"},
		"a value is no table":   {files: map[string]string{"pizzeria.toml": "kitchen = 3\n"}, want: ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.cfg.Dir = t.TempDir()
			for file, content := range test.files {
				write(t, test.cfg.Dir, file, content)
			}
			_, loader := load[struct {
				Port    int
				Kitchen kitchen
			}](t, test.cfg)
			if test.want == "" {
				require.NoError(t, loader.Err())
				require.Len(t, loader.Warnings(), 1)
				return
			}
			require.ErrorContains(t, loader.Err(), test.want)
		})
	}
}

func TestSecretsFromFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := write(t, dir, "key", "sk_file\n")
	settings, loader := load[shopSettings](t, config.Config{Environ: []string{"PIZZERIA_PAYMENT_KEY_FILE=" + path}})
	require.NoError(t, loader.Err())
	require.Equal(t, "sk_file", settings.PaymentKey.Reveal())
	require.Equal(t, "PIZZERIA_PAYMENT_KEY_FILE="+path, loader.Values()[1].Origin)

	_, loader = load[shopSettings](t, config.Config{Environ: []string{"PIZZERIA_PAYMENT_KEY_FILE=" + path, "PIZZERIA_PAYMENT_KEY=x"}})
	require.ErrorContains(t, loader.Err(), "PIZZERIA_PAYMENT_KEY_FILE is set as well; keep one of the two")

	_, loader = load[shopSettings](t, config.Config{Environ: []string{"PIZZERIA_PAYMENT_KEY_FILE=/nowhere"}})
	require.ErrorContains(t, loader.Err(), "the file cannot be read: no such file or directory")
}

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

func TestSectionsAndRepetition(t *testing.T) {
	t.Parallel()
	type mail struct{ Host string }
	loader := config.New(config.Config{Service: "pizzeria", Environ: []string{"PIZZERIA_MAIL_HOST=m", "PIZZERIA_NEWS_HOST=n"}, Dir: t.TempDir()})
	require.Equal(t, mail{"m"}, config.Load[mail](loader, "mail"))
	require.Equal(t, mail{"n"}, config.Load[mail](loader, "news"))
	require.Equal(t, mail{"m"}, config.Load[mail](loader, "mail"))
	require.NoError(t, loader.Err())
	require.Len(t, loader.Values(), 2)
}

type validatorFunc func(value any) error

func (f validatorFunc) Validate(_ context.Context, value any) error { return f(value) }

func TestRulesAreCheckedOnWhatTheSourcesGave(t *testing.T) {
	t.Parallel()
	type settings struct {
		Name    string        `validate:"required,min=3"`
		Key     config.Secret `validate:"required,min=16"`
		Workers int           `validate:"required,max=9" env:"WORKERS"`
		Lists   []string      `validate:"dive,required"`
		Kitchen kitchen
	}
	var seen any
	cfg := config.Config{
		Environ: []string{"PIZZERIA_NAME=ab", "PIZZERIA_KEY=short", "WORKERS=0", "PIZZERIA_LISTS=a,,b", "PIZZERIA_KITCHEN_CAPACITY=x"},
		Validator: validatorFunc(func(value any) error {
			seen = value
			return errs.Validation(
				errs.Field{Pointer: "/name", Code: "min", Message: "must have at least 3 characters"},
				errs.Field{Pointer: "/key", Code: "min", Message: "must have at least 16 characters"},
				errs.Field{Pointer: "/lists/1", Code: "required", Message: "must not be empty"},
				errs.Field{Pointer: "/kitchen/capacity", Code: "min", Message: "must be at least 1"},
				errs.Field{Pointer: "/elsewhere", Code: "min", Message: "belongs to nobody"},
			)
		}),
	}
	_, loader := load[settings](t, cfg)
	require.Equal(t, []config.Fault{
		{Code: config.CodeInvalid, Name: "PIZZERIA_KITCHEN_CAPACITY", Key: "kitchen.capacity", Origin: "environment", Message: `"x" is not a whole number`, Fix: "change PIZZERIA_KITCHEN_CAPACITY, for example to 3"},
		{Code: config.CodeInvalid, Name: "PIZZERIA_NAME", Key: "name", Origin: "environment", Message: "ab: must have at least 3 characters", Fix: "change PIZZERIA_NAME"},
		{Code: config.CodeInvalid, Name: "PIZZERIA_KEY", Key: "key", Origin: "environment", Message: "must have at least 16 characters", Fix: "change PIZZERIA_KEY"},
		{Code: config.CodeInvalid, Name: "PIZZERIA_LISTS", Key: "lists", Origin: "environment", Message: "[a  b]: must not be empty", Fix: "change PIZZERIA_LISTS"},
	}, loader.Faults())
	shape, ok := seen.(*struct {
		Name    string   `json:"name" validate:"min=3"`
		Key     string   `json:"key" validate:"min=16"`
		Workers int      `json:"workers" validate:"max=9"`
		Lists   []string `json:"lists" validate:"dive,required"`
		Kitchen struct {
			Capacity int           `json:"capacity" validate:"min=1"`
			Timeout  time.Duration `json:"timeout"`
		} `json:"kitchen"`
	})
	require.True(t, ok, "%T", seen)
	require.Equal(t, "short", shape.Key)
}

func TestAValidatorThatFailsIsReported(t *testing.T) {
	t.Parallel()
	_, loader := load[kitchen](t, config.Config{Validator: validatorFunc(func(any) error { return os.ErrInvalid })})
	require.ErrorContains(t, loader.Err(), "config_test.kitchen: invalid argument")
	_, loader = load[kitchen](t, config.Config{Validator: validatorFunc(func(any) error { return nil })})
	require.NoError(t, loader.Err())
}
