package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// coldStart measures the pizzeria from exec to its first answer, and what it
// holds in memory when idle, beside a bare program on chi.
func coldStart(w io.Writer, runs int) error {
	dir, err := os.MkdirTemp("", "coldstart")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	bare, err := build(dir, ".", "./barechi")
	if err != nil {
		return err
	}
	pizzeria, err := build(dir, filepath.Join("..", ".."), "./samples/pizzeria/cmd/pizzeria")
	if err != nil {
		return err
	}
	fmt.Fprint(w, "\n## cold start\n\n| | first answer, ms | idle memory, MB |\n|---|---:|---:|\n")
	var last start
	for _, c := range []struct {
		name, binary string
		fresh        bool
	}{{"bare chi", bare, true}, {"pizzeria, new database", pizzeria, true}, {"pizzeria, its database", pizzeria, false}} {
		var starts []start
		data := filepath.Join(dir, "data")
		for i := range runs {
			if c.fresh {
				data = filepath.Join(dir, c.name, strconv.Itoa(i))
			}
			s, err := startOnce(c.binary, data)
			if err != nil {
				return fmt.Errorf("start %s: %w", c.name, err)
			}
			starts = append(starts, s)
		}
		last = median(starts)
		fmt.Fprintf(w, "| %s | %.1f | %.0f |\n", c.name, float64(last.answer.Microseconds())/1000, last.memory)
	}
	verdict := "met"
	if last.answer > 50*time.Millisecond || last.memory > 35 {
		verdict = "MISSED"
	}
	fmt.Fprintf(w, "\n- at most 50 ms and 35 MB: %s\n", verdict)
	return nil
}

type start struct {
	answer time.Duration
	memory float64
}

func median(starts []start) start {
	slices.SortFunc(starts, func(a, b start) int { return int(a.answer - b.answer) })
	return starts[len(starts)/2]
}

func build(dir, from, pkg string) (string, error) {
	binary := filepath.Join(dir, filepath.Base(pkg))
	cmd := exec.Command("go", "build", "-tags", "validator_novalidatefn", "-o", binary, pkg)
	cmd.Dir = from
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	return binary, nil
}

func startOnce(binary, data string) (s start, err error) {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return s, err
	}
	port, err := freePort()
	if err != nil {
		return s, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary)
	cmd.Dir = data
	cmd.Env = append(os.Environ(), "PORT="+port, "HOST=127.0.0.1")
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return s, err
	}
	defer func() {
		err = errors.Join(err, cmd.Process.Kill())
		_ = cmd.Wait()
	}()
	if err := answer(ctx, "http://127.0.0.1:"+port+"/api/menu/pizzas"); err != nil {
		return s, err
	}
	s.answer = time.Since(began)
	time.Sleep(300 * time.Millisecond) // idle is what it is after the start
	s.memory, err = resident(cmd.Process.Pid)
	return s, err
}

func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return port, err
}

func answer(ctx context.Context, url string) error {
	for ctx.Err() == nil {
		resp, err := http.Get(url)
		if err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(200 * time.Microsecond)
	}
	return ctx.Err()
}

var vmRSS = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

func resident(pid int) (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	m := vmRSS.FindSubmatch(status)
	if m == nil {
		return 0, errors.New("the kernel does not say how much memory a process holds")
	}
	kb, err := strconv.ParseFloat(string(m[1]), 64)
	return kb / 1024, err
}
