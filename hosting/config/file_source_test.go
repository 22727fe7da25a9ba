package config_test

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/config"
)

// followed is a file that a monitor follows.
func followed(t *testing.T, path string) (*config.Monitor, func() int) {
	t.Helper()
	type settings struct {
		Kitchen struct{ Capacity int }
	}
	monitor := config.NewMonitor(config.New(config.Config{Environ: []string{"X=y"}}), config.MonitorConfig{
		Sources: []config.Source{config.NewFileSource(path, time.Second)}, Logger: slog.New(slog.DiscardHandler),
	})
	live := config.Watch[settings](monitor)
	watching{monitor: monitor}.run(t)
	return monitor, func() int { return live.Current().Kitchen.Capacity }
}

func TestAFileIsFollowed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		dir := t.TempDir()
		path := write(t, dir, "live.toml", "kitchen.capacity = 1")
		monitor, capacity := followed(t, path)
		require.Equal(t, 1, capacity())

		write(t, dir, "live.toml", "kitchen.capacity = 2")
		pass(1500 * time.Millisecond)
		require.Equal(t, 2, capacity(), "written in place")

		require.NoError(t, os.Rename(write(t, dir, "new", "kitchen.capacity = 3"), path))
		pass(1500 * time.Millisecond)
		require.Equal(t, 3, capacity(), "renamed over it")

		write(t, dir, "live.toml", "kitchen.capacity = ")
		pass(5 * time.Second)
		require.Equal(t, 3, capacity(), "a file that is no TOML changes nothing")
		require.Error(t, monitor.Err())

		require.NoError(t, os.Remove(path))
		pass(time.Minute)
		require.Equal(t, 3, capacity(), "nor does one that is gone")
		require.ErrorIs(t, monitor.Err(), fs.ErrNotExist)

		write(t, dir, "live.toml", "")
		pass(time.Minute)
		require.Equal(t, 0, capacity(), "an empty one takes its settings away")
		require.NoError(t, monitor.Err())
	})
}

// Kubernetes points the link ..data to another folder in one step.
func TestTheLinksOfAConfigMapAreFollowed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		dir := t.TempDir()
		publish := func(folder, content string) {
			require.NoError(t, os.Mkdir(filepath.Join(dir, folder), 0o700))
			write(t, filepath.Join(dir, folder), "live.yaml", content)
			require.NoError(t, os.Symlink(folder, filepath.Join(dir, "..data_tmp")))
			require.NoError(t, os.Rename(filepath.Join(dir, "..data_tmp"), filepath.Join(dir, "..data")))
		}
		publish("..1", "kitchen:\n  capacity: 1\n")
		path := filepath.Join(dir, "live.yaml")
		require.NoError(t, os.Symlink(filepath.Join("..data", "live.yaml"), path))
		_, capacity := followed(t, path)
		require.Equal(t, 1, capacity())
		publish("..2", "kitchen:\n  capacity: 2\n")
		require.NoError(t, os.RemoveAll(filepath.Join(dir, "..1")))
		pass(1500 * time.Millisecond)
		require.Equal(t, 2, capacity())
	})
}

// Somebody who writes slowly is waited for.
func TestAFileIsReadWhenItHasSettled(t *testing.T) {
	bubble(t, func(t *testing.T) {
		dir := t.TempDir()
		path := write(t, dir, "live.toml", "kitchen.capacity = 1")
		source := config.NewFileSource(path, time.Second)
		first, err := source.Next(t.Context(), "")
		require.NoError(t, err)
		next := make(chan config.Snapshot, 1)
		go func() {
			snapshot, _ := source.Next(t.Context(), first.Version)
			next <- snapshot
		}()
		synctest.Wait()
		pass(950 * time.Millisecond)
		write(t, dir, "live.toml", "")
		pass(100 * time.Millisecond)
		write(t, dir, "live.toml", "kitchen.capacity = 2")
		require.Equal(t, map[string]any{"kitchen": map[string]any{"capacity": int64(2)}}, (<-next).Values)

		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		_, err = source.Next(ctx, first.Version+"x")
		require.NoError(t, err, "another version is there already")
	})
}

func TestNestMakesTablesOfKeys(t *testing.T) {
	t.Parallel()
	got, err := config.Nest(map[string]string{"a.b.c": "1", "a.b.d": "2", "e": "3"})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"a": map[string]any{"b": map[string]any{"c": "1", "d": "2"}}, "e": "3"}, got)
	for _, values := range []map[string]string{{"a": "1", "a.b": "2"}, {"a.": "1"}, {"a..b": "1"}, {"": "1"}} {
		_, err := config.Nest(values)
		require.Error(t, err, values)
	}
}
