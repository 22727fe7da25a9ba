package config_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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

func TestAProgramHasDefaultsOfItsOwn(t *testing.T) {
	t.Parallel()
	own := map[string]string{"port": "8081", "kitchen.capacity": "5", "database_url": ""}
	settings, loader := load[shopSettings](t, config.Config{
		Defaults: own, Environ: []string{"PIZZERIA_PAYMENT_KEY=sk_live_1", "PIZZERIA_KITCHEN_CAPACITY=7"},
	})
	require.NoError(t, loader.Err())
	require.Equal(t, 8081, settings.Port)
	require.Equal(t, kitchen{Capacity: 7, Timeout: 30 * time.Second}, settings.Kitchen, "every source comes before them")
	require.Empty(t, settings.DatabaseURL, "an empty one takes the default away")
	require.Equal(t, "default", loader.Values()[2].Origin)
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
