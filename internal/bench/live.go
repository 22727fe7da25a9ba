package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// liveBench opens as many streams of the kitchen as it is told, and measures what the
// pizzeria holds in memory while nothing happens.
func liveBench(w io.Writer, clients int) error {
	dir, err := os.MkdirTemp("", "live")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary, err := build(dir, "../..", "./samples/pizzeria/cmd/pizzeria")
	if err != nil {
		return err
	}
	// Past a heartbeat, so that its cost is in the figure; and past the garbage collection that Go
	// forces after two minutes, for until then the garbage of opening the streams is counted.
	pauses := []time.Duration{20 * time.Second, 110 * time.Second}
	if clients < 10_000 {
		pauses = []time.Duration{time.Second}
	}
	memory, err := watchIdle(binary, dir, clients, pauses)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n## live\n\n| | memory, MB | KB a client |\n|---|---:|---:|\n| pizzeria, idle | %.0f | |\n", memory[0])
	var after time.Duration
	for i, pause := range pauses {
		after += pause
		fmt.Fprintf(w, "| … with %d idle streams, after %s | %.0f | %.1f |\n", clients, after, memory[i+1], (memory[i+1]-memory[0])*1024/float64(clients))
	}
	verdict := "met"
	if clients < 10_000 {
		verdict = "not measured, for it wants 10000 clients"
	} else if memory[len(memory)-1] > 200 {
		verdict = "MISSED"
	}
	fmt.Fprintf(w, "\n- 10000 idle clients within 200 MB: %s\n", verdict)
	return nil
}

// watchIdle returns what the pizzeria holds before the streams are open and after each of
// the pauses, in MB.
func watchIdle(binary, dir string, clients int, pauses []time.Duration) (memory []float64, err error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PORT="+port, "HOST=127.0.0.1", "PIZZERIA_PROFILE=development")
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	defer func() {
		err = errors.Join(err, cmd.Process.Kill())
		_ = cmd.Wait()
	}()
	if err := answer(ctx, "http://127.0.0.1:"+port+"/api/menu/pizzas"); err != nil {
		return nil, err
	}
	idle, err := resident(cmd.Process.Pid)
	if err != nil {
		return nil, err
	}
	cookie, err := signIn("http://127.0.0.1:" + port)
	if err != nil {
		return nil, err
	}
	streams, err := openStreams("127.0.0.1:"+port, cookie, clients)
	defer func() {
		for _, stream := range streams {
			_ = stream.Close()
		}
	}()
	if err != nil {
		return nil, err
	}
	memory = []float64{idle}
	for _, pause := range pauses {
		time.Sleep(pause)
		now, err := resident(cmd.Process.Pid)
		if err != nil {
			return nil, err
		}
		memory = append(memory, now)
	}
	return memory, nil
}

// signIn returns the cookie of the demo account of a chef, who may watch the kitchen.
func signIn(url string) (string, error) {
	answer, err := http.Post(url+"/api/account/login", "application/json", strings.NewReader(`{"username":"carlo","password":"calzone"}`))
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	cookie, _, found := strings.Cut(answer.Header.Get("Set-Cookie"), ";")
	if !found {
		return "", fmt.Errorf("nobody can sign in: %s", answer.Status)
	}
	return cookie, nil
}

// openStreams returns connections that each have got the first event of the stream.
func openStreams(address, cookie string, clients int) ([]net.Conn, error) {
	var mu sync.Mutex
	var streams []net.Conn
	var faults []error
	var work sync.WaitGroup
	slots := make(chan struct{}, 64)
	for range clients {
		slots <- struct{}{}
		work.Go(func() {
			defer func() { <-slots }()
			stream, err := openStream(address, cookie)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				faults = append(faults, err)
				return
			}
			streams = append(streams, stream)
		})
	}
	work.Wait()
	if len(faults) > 0 {
		return streams, fmt.Errorf("%d of %d streams did not open: %w", len(faults), clients, faults[0])
	}
	return streams, nil
}

func openStream(address, cookie string) (net.Conn, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	if _, err := fmt.Fprintf(conn, "GET /api/kitchen/stream HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\nCookie: %s\r\n\r\n", address, cookie); err != nil {
		return conn, err
	}
	lines := bufio.NewReaderSize(conn, 1024)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return conn, fmt.Errorf("before the first event: %w", err)
		}
		if len(line) > 5 && line[:5] == "data:" {
			return conn, nil
		}
	}
}
