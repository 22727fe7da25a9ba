package datatest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// What a further process is told by its environment.
const (
	placeVariable   = "NEUROGLIA_TORTURE_PLACE"
	processVariable = "NEUROGLIA_TORTURE_PROCESS"
)

// asFurtherProcess reports whether this process was started by another one, and what it was told.
func asFurtherProcess() (place string, number int, ok bool) {
	number, err := strconv.Atoi(os.Getenv(processVariable))
	return os.Getenv(placeVariable), number, err == nil
}

// process is the test binary, running the test that is under way.
type process struct {
	*exec.Cmd
	lines *bufio.Scanner
	input io.Closer
}

// startProcess starts a further process. It ends when its standard input does, so it does not
// outlive this one.
func startProcess(t *testing.T, place string, number int) (*process, error) {
	t.Helper()
	names := strings.Split(t.Name(), "/")
	for i, name := range names {
		names[i] = "^" + regexp.QuoteMeta(name) + "$"
	}
	cmd := exec.Command(os.Args[0], "-test.run="+strings.Join(names, "/"), "-test.count=1") //nolint:gosec,noctx // itself, until its input ends
	cmd.Env = append(os.Environ(), placeVariable+"="+place, fmt.Sprintf("%s=%d", processVariable, number))
	cmd.Stderr = os.Stderr
	input, errIn := cmd.StdinPipe()
	output, errOut := cmd.StdoutPipe()
	if err := errors.Join(errIn, errOut); err != nil {
		return nil, err
	}
	return &process{cmd, bufio.NewScanner(output), input}, cmd.Start()
}

// untilInputEnds returns a context that is over when standard input is.
func untilInputEnds(t *testing.T) context.Context {
	t.Helper()
	ctx, done := context.WithCancel(t.Context())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		done()
	}()
	return ctx
}

// serveWriters is what a further process does: its share of the writing.
func serveWriters(t *testing.T, torture Torture, place string, number int) {
	t.Helper()
	victim := opened(t, torture, place)
	defer func() { require.NoError(t, victim.Store.Close()) }()
	clock := untilInputEnds(t)
	var working sync.WaitGroup
	writers := torturers / (torture.Processes + 1)
	for n := range writers {
		w := &writer{victim: victim, log: victim.Store.(eventstore.Store), journal: printed{}, number: n, next: tokens(number, n, writers)}
		working.Go(func() { w.write(clock) })
	}
	working.Wait()
}

// printed is the journal of a further process. Each line is one write, so a process that is
// killed leaves whole lines; and an append is put down before it is carried out.
type printed struct{}

const linePrefix = "torture:"

func (printed) begin(k token, events int) {
	fmt.Printf("%s %c %d %d %d\n", linePrefix, begun, k.process, k.number, events)
}

func (printed) end(k token, v verdict, why error) {
	if why == nil || v != wrong {
		fmt.Printf("%s %c %d %d 0\n", linePrefix, v, k.process, k.number)
		return
	}
	fmt.Printf("%s %c %d %d 0 %q\n", linePrefix, v, k.process, k.number, why.Error())
}

// copyTo puts down in the journal what a line says, and ignores what the test framework prints.
func copyTo(j journal, line string) error {
	rest, ok := strings.CutPrefix(line, linePrefix+" ")
	if !ok {
		return nil
	}
	var v verdict
	var k token
	var events int
	if _, err := fmt.Sscanf(rest, "%c %d %d %d", &v, &k.process, &k.number, &events); err != nil {
		return fmt.Errorf("a further process said %q: %w", line, err)
	}
	if v == begun {
		j.begin(k, events)
		return nil
	}
	j.end(k, v, errors.New(line))
	return nil
}

// keepProcess has one further process at work until the time is up. It is killed at random, and
// another one takes its place.
func (s *session) keepProcess(t *testing.T, n int) {
	t.Helper()
	for number := n + 1; s.clock.Err() == nil; number += s.Processes {
		p, err := startProcess(t, s.place, number)
		if err != nil {
			t.Error(err)
			return
		}
		alive, done := context.WithTimeout(s.clock, s.Lasts/8+rand.N(s.Lasts/4))
		context.AfterFunc(alive, func() {
			if s.clock.Err() == nil {
				s.killed.Add(1)
				_ = p.Process.Kill() // unless it was faster
			}
			_ = p.input.Close()
		})
		for p.lines.Scan() {
			if err := copyTo(s.ledger, p.lines.Text()); err != nil {
				t.Error(err)
			}
		}
		s.checkEnd(alive, t, p)
		done()
	}
}

// checkEnd holds that a process ended because it was killed, or because it was told to and without a fault.
func (s *session) checkEnd(alive context.Context, t *testing.T, p *process) {
	t.Helper()
	err := p.Wait()
	if err != nil && (alive.Err() == nil || !strings.Contains(err.Error(), "killed")) {
		t.Errorf("a further process failed: %v", err)
	}
	if err == nil && s.clock.Err() == nil && alive.Err() == nil {
		t.Error("a further process ended before it was told to; it did not run this test")
	}
	if errors.Is(p.lines.Err(), bufio.ErrTooLong) {
		t.Error(p.lines.Err())
	}
}
