package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/neuroglia-go/neuroglia/internal/bench/contender"
)

const connections = 32

// throughput measures requests per second over real connections: each contender
// serves in a process of its own on one processor, and the other one is left to
// a client that does no more than write prepared bytes and count answers.
func throughput(w io.Writer, rounds int, each time.Duration) error {
	all := contender.All()
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	kinds := []struct {
		name string
		raw  []byte
	}{{"post", raw(contender.NewPost("http://127.0.0.1", contender.Body()))}, {"get", raw(contender.NewGet("http://127.0.0.1"))}}
	for _, kind := range kinds {
		rates := map[string][]float64{}
		for range rounds {
			for _, name := range names {
				rate, err := rateOf(name, kind.raw, each)
				if err != nil {
					return fmt.Errorf("%s of %s: %w", kind.name, name, err)
				}
				rates[name] = append(rates[name], rate)
			}
		}
		fmt.Fprintf(w, "\n## throughput %s, %d connections\n\n| | requests/s | ÷ %s |\n|---|---:|---:|\n", kind.name, connections, byHand)
		for _, name := range names {
			fmt.Fprintf(w, "| %s | %.0f | %.2f |\n", name, middle(rates[name]), middle(rates[name])/middle(rates[byHand]))
		}
	}
	return nil
}

func middle(values []float64) float64 {
	sorted := slices.SortedFunc(slices.Values(values), cmp.Compare)
	return sorted[len(sorted)/2]
}

func raw(r *http.Request) []byte {
	dump, err := httputil.DumpRequestOut(r, true)
	if err != nil {
		panic(err)
	}
	return dump
}

// serve is the child: it serves one contender until it is killed.
func serve(name, port string) error {
	handler, ok := contender.All()[name]
	if !ok {
		return fmt.Errorf("there is no contender %q", name)
	}
	return http.ListenAndServe("127.0.0.1:"+port, handler)
}

func rateOf(name string, request []byte, each time.Duration) (float64, error) {
	port, err := freePort()
	if err != nil {
		return 0, err
	}
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	cmd := exec.CommandContext(ctx, self, "-serve", name, "-port", port)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	defer func() { _ = cmd.Wait() }()
	defer cancel()
	waiting, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	if err := answer(waiting, "http://127.0.0.1:"+port+"/orders/o-1"); err != nil {
		return 0, err
	}
	if _, err := flood("127.0.0.1:"+port, request, each/4); err != nil { // warm
		return 0, err
	}
	n, err := flood("127.0.0.1:"+port, request, each)
	return float64(n) / each.Seconds(), err
}

func flood(address string, request []byte, d time.Duration) (int64, error) {
	var count atomic.Int64
	var failed atomic.Pointer[error]
	var work sync.WaitGroup
	end := time.Now().Add(d)
	for range connections {
		work.Go(func() {
			if err := keepAsking(address, request, end, &count); err != nil {
				failed.Store(&err)
			}
		})
	}
	work.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return count.Load(), nil
}

func keepAsking(address string, request []byte, end time.Time, count *atomic.Int64) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	answers := bufio.NewReaderSize(conn, 16<<10)
	for time.Now().Before(end) {
		if _, err := conn.Write(request); err != nil {
			return err
		}
		if err := skipAnswer(answers); err != nil {
			return err
		}
		count.Add(1)
	}
	return nil
}

// skipAnswer reads one answer and looks at its status only.
func skipAnswer(r *bufio.Reader) error {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(line, []byte("HTTP/1.1 20")) {
		return fmt.Errorf("an answer begins with %q", line)
	}
	length := -1
	for len(line) > 2 {
		if line, err = r.ReadSlice('\n'); err != nil {
			return err
		}
		if name, value, ok := bytes.Cut(line, []byte(":")); ok && strings.EqualFold(string(name), "content-length") {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	if length >= 0 {
		_, err := r.Discard(length)
		return err
	}
	return skipChunks(r)
}

// skipChunks reads a body of unknown length: chunks, each behind its size, and an
// empty one at the end.
func skipChunks(r *bufio.Reader) error {
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 32)
		if err != nil {
			return err
		}
		if size == 0 {
			return skipTrailer(r)
		}
		if _, err := r.Discard(int(size) + 2); err != nil {
			return err
		}
	}
}

func skipTrailer(r *bufio.Reader) error {
	for {
		line, err := r.ReadSlice('\n')
		if err != nil || len(line) == 2 {
			return err
		}
	}
}
