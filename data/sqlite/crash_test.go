package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
)

// The test binary runs itself as the process that is killed.
const (
	childURL   = "NEUROGLIA_SQLITE_TEST_URL"
	childRound = "NEUROGLIA_SQLITE_TEST_ROUND"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(childURL); url != "" {
		if err := write(url, os.Getenv(childRound)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

const (
	childWriters = 4
	childCommits = 500
)

// write commits from several goroutines, each time a new document and the writer's
// counter of them, and acknowledges on standard output what was committed.
func write(url, round string) error {
	store, err := openCounted(context.Background(), url)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for writer := range childWriters {
		go func() { failed <- writeAs(store, fmt.Sprintf("%s-%d", round, writer)) }()
	}
	for range childWriters {
		if err := <-failed; err != nil {
			return err
		}
	}
	return store.Close()
}

func writeAs(store data.Store, writer string) error {
	for n := range int64(childCommits) {
		id := fmt.Sprintf("%s-%d", writer, n)
		err := store.Commit(context.Background(), data.Batch{Writes: []data.Write{
			{Op: data.Put, Collection: "documents", ID: id, Version: 1, Body: []byte(`{"writer":"` + writer + `"}`)},
			{Op: data.Put, Collection: "counters", ID: writer, Expected: n, Version: n + 1, Body: fmt.Appendf(nil, `{"count":%d}`, n+1)},
		}})
		if err != nil {
			return err
		}
		if _, err := fmt.Println(id); err != nil {
			return err
		}
	}
	return nil
}

func openCounted(ctx context.Context, url string) (data.Store, error) {
	store, err := sqlite.Open(ctx, url)
	if err != nil {
		return nil, err
	}
	if err := store.Define(data.Collection{Name: "documents", Indexes: []data.Index{{Name: "writer", Fields: []string{"writer"}}}}); err != nil {
		return nil, err
	}
	return store, store.Define(data.Collection{Name: "counters"})
}

// child starts the test binary as the writing process.
func child(t *testing.T, url string, round int) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childURL+"="+url, fmt.Sprintf("%s=%d", childRound, round))
	cmd.Stderr = os.Stderr
	return cmd
}

func TestKilledProcessLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	url := "sqlite:" + filepath.Join(t.TempDir(), "folder", "crash.db")
	acknowledged := map[string]bool{}
	for round := range 6 {
		writeUntilKilled(t, child(t, url, round), 1+rand.IntN(400), acknowledged)
		verify(t, url, acknowledged)
	}
}

// writeUntilKilled kills the process after so many acknowledgments, and keeps also
// those that were under way.
func writeUntilKilled(t *testing.T, cmd *exec.Cmd, after int, acknowledged map[string]bool) {
	t.Helper()
	output, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(output)
	for n := 1; lines.Scan(); n++ {
		acknowledged[lines.Text()] = true
		if n == after {
			require.NoError(t, cmd.Process.Kill())
		}
	}
	require.NoError(t, lines.Err())
	require.ErrorContains(t, cmd.Wait(), "signal: killed")
}

// verify opens what the killed process left.
func verify(t *testing.T, url string, acknowledged map[string]bool) {
	t.Helper()
	store, err := openCounted(t.Context(), url)
	require.NoError(t, err)
	stored := map[string]bool{}
	perWriter := map[string]int64{}
	documents, err := store.Query(t.Context(), "documents", query.All())
	require.NoError(t, err)
	for _, r := range documents.Records {
		stored[r.ID] = true
		perWriter[r.ID[:strings.LastIndex(r.ID, "-")]]++
	}
	for id := range acknowledged {
		require.True(t, stored[id], "%s was acknowledged and is gone", id)
	}
	counters, err := store.Query(t.Context(), "counters", query.All())
	require.NoError(t, err)
	require.Len(t, counters.Records, len(perWriter))
	for _, r := range counters.Records {
		require.Equal(t, perWriter[r.ID], r.Version, "writer %s: half of a commit is there", r.ID)
		require.JSONEq(t, fmt.Sprintf(`{"count":%d}`, r.Version), string(r.Body))
	}
	require.NoError(t, store.Close())
}

// Replicas start together on a file that does not exist yet.
func TestProcessesStartTogether(t *testing.T) {
	t.Parallel()
	url := "sqlite:" + filepath.Join(t.TempDir(), "new", "shared.db") + "?synchronous=normal&busy_timeout=60s"
	processes := make([]*exec.Cmd, 4)
	for i := range processes {
		processes[i] = child(t, url, i)
		require.NoError(t, processes[i].Start())
	}
	for _, process := range processes {
		require.NoError(t, process.Wait())
	}
	store, err := openCounted(t.Context(), url)
	require.NoError(t, err)
	found, err := store.Query(t.Context(), "documents", query.All().Limit(1))
	require.NoError(t, err)
	require.Equal(t, len(processes)*childWriters*childCommits, found.Total)
	require.NoError(t, store.Close())
}
