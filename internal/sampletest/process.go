package sampletest

import (
	"bytes"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Process is a process that was started, and may be killed at any instruction. It is safe for
// concurrent use.
type Process struct {
	cmd    *exec.Cmd
	exited chan struct{}
	output *bytes.Buffer
	err    error
}

// Launch starts a command and kills it when the test is over. It does not wait for anything.
func Launch(t *testing.T, cmd *exec.Cmd) *Process {
	t.Helper()
	p := &Process{cmd: cmd, exited: make(chan struct{}), output: new(bytes.Buffer)}
	cmd.Stdout, cmd.Stderr = p.output, p.output
	require.NoError(t, cmd.Start())
	go func() {
		p.err = cmd.Wait()
		close(p.exited)
	}()
	t.Cleanup(p.Kill)
	return p
}

// Exited is closed once the process has ended.
func (p *Process) Exited() <-chan struct{} { return p.exited }

// Err returns how the process ended. It may be called once [Process.Exited] is closed.
func (p *Process) Err() error { return p.err }

// Output returns what the process has written. It may be called once [Process.Exited] is
// closed.
func (p *Process) Output() string { return p.output.String() }

// Kill ends the process at whatever instruction it is, and returns when it is gone. It does
// nothing to one that has ended.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill()
	<-p.exited
}

// Terminate asks the process to end and returns its exit error. One that takes more than 30
// seconds fails the test.
func (p *Process) Terminate(t *testing.T) error {
	t.Helper()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	select {
	case <-p.exited:
	case <-time.After(30 * time.Second):
		t.Fatal("the process did not end within 30 seconds of SIGTERM")
	}
	return p.err
}

// Wait waits for a while, or until the test is over.
func Wait(t *testing.T, d time.Duration) {
	t.Helper()
	select {
	case <-time.After(d):
	case <-t.Context().Done():
	}
}
