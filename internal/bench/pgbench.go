package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// findPgbench looks beside the other programs of the server, where it is not on the path.
func findPgbench() (string, error) {
	if path, err := exec.LookPath("pgbench"); err == nil {
		return path, nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if err != nil || len(found) == 0 {
		return "", errors.New("pgbench is not installed, which is the yardstick; apt-get install postgresql-contrib has it")
	}
	slices.Sort(found)
	return found[len(found)-1], nil
}

var tps = regexp.MustCompile(`tps = ([0-9.]+) \(without initial connection time\)`)

// pgbench returns how many rows it inserts per second into the table bare, each in a transaction of its own.
func pgbench(program, url string, clients int, each time.Duration) (float64, error) {
	script := filepath.Join(os.TempDir(), fmt.Sprintf("neuroglia-bench-%d.sql", os.Getpid()))
	statement := "\\set n random(1, 1000000000)\nINSERT INTO bare (stream, version, type, id, data, at) VALUES ('order-' || :n, 1, 'order.placed', gen_random_uuid(), '" +
		string(eventData) + "', now());\n"
	if err := os.WriteFile(script, []byte(statement), 0o600); err != nil {
		return 0, err
	}
	defer func() { _ = os.Remove(script) }() // it is a temporary file
	seconds := max(1, int(each.Seconds()))   // pgbench counts in whole ones
	out, err := exec.Command(program, "-n", "-M", "prepared", "-c", strconv.Itoa(clients), "-j", "2", "-T", strconv.Itoa(seconds), "-f", script, url).CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%w: %s", err, out)
	}
	found := tps.FindSubmatch(out)
	if found == nil {
		return 0, fmt.Errorf("no rate in what pgbench says: %s", out)
	}
	return strconv.ParseFloat(string(found[1]), 64)
}
