package testenv

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// startup is how long a server may take until it answers.
const startup = 2 * time.Minute

// owner is the script that runs a server. It ends with the server, and with its standard
// input, which ends when the test process is gone, however that happened. Then it removes
// the files of the server too, under a name where no more are written. A server that hangs
// then is the reason to ignore the signal that goes to groups whose parent is gone.
const owner = `
trap '' HUP
"$@" >>"$DIR/log" 2>&1 &
server=$!
exec 3<&0
{ cat <&3 >/dev/null; mv "$DIR" "$DIR.gone"; kill -KILL $server; rm -rf "$DIR.gone"; kill -KILL 0; } &
wait $server
[ -d "$DIR" ] && kill -KILL 0
wait
`

// Server is a server of the test's own, to be killed and started again in its middle.
type Server struct {
	// URL is where it listens, the same after a restart.
	URL string

	dir     string
	command []string
	env     []string
	answers func(context.Context) error // nil once it is ready
	user    *syscall.Credential         // nil for the one who runs the tests

	owner *exec.Cmd
	ended chan struct{}
}

// Start starts the server on the files it left. It returns once the server answers.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
}

// Kill ends the server without a chance to tidy up. It does nothing when none runs.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	if err := s.kill(); err != nil {
		t.Fatal(err)
	}
}

// Pause has the server hang: it keeps its connections and answers nothing, until Resume.
func (s *Server) Pause(t testing.TB) {
	t.Helper()
	s.signal(t, syscall.SIGSTOP)
	if err := s.awaitSilence(); err != nil {
		t.Fatal(err)
	}
}

// Resume has a server go on that hangs.
func (s *Server) Resume(t testing.TB) { s.signal(t, syscall.SIGCONT) }

func (s *Server) signal(t testing.TB, signal syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(-s.owner.Process.Pid, signal); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) start() error {
	s.owner = exec.Command("/bin/sh", append([]string{"-c", owner, "sh"}, s.command...)...) //nolint:gosec,noctx // an installed program that outlives the call
	s.owner.Dir = s.dir
	s.owner.Env = append(os.Environ(), append(s.env, "DIR="+s.dir)...)
	s.owner.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: s.user}
	input, err := s.owner.StdinPipe()
	if err != nil {
		return err
	}
	if err := s.owner.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	s.ended = ended
	go func() {
		_ = s.owner.Wait() // it is killed: there is no other end
		_ = input.Close()  // holds the pipe open until here
		close(ended)
	}()
	return s.await()
}

// await asks the server until it answers.
func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), startup)
	defer cancel()
	for {
		err := s.answers(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-s.ended:
			return fmt.Errorf("%s ended: %w: %s", s.command[0], err, s.said())
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("%s does not answer: %w: %s", s.command[0], err, s.said()), s.kill())
		}
	}
}

// said returns the end of what the server printed.
func (s *Server) said() string {
	log, _ := os.ReadFile(filepath.Join(s.dir, "log")) // without it there is less to say
	return string(last(log, 500))
}

func (s *Server) kill() error {
	select {
	case <-s.ended:
		return nil
	default:
	}
	err := syscall.Kill(-s.owner.Process.Pid, syscall.SIGKILL)
	<-s.ended
	if err != nil {
		return err
	}
	return s.awaitSilence()
}

// awaitSilence asks the server until it does not answer: a signal may take its time.
func (s *Server) awaitSilence() error {
	for range 1000 {
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		err := s.answers(ctx)
		cancel()
		if err != nil {
			return nil //nolint:nilerr // that it fails is what was waited for
		}
	}
	return fmt.Errorf("%s still answers", s.command[0])
}

// own starts the server for the test alone and removes it at its end.
func (s *Server) own(t testing.TB) *Server {
	t.Helper()
	s.Start(t)
	t.Cleanup(func() {
		s.Kill(t)
		if err := os.RemoveAll(s.dir); err != nil {
			t.Errorf("remove the files of the server: %v", err)
		}
	})
	return s
}

// exchange connects, sends what it is given and returns what the server says first.
func exchange(ctx context.Context, address, send string) (string, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }() // what it said is known
	deadline := time.Now().Add(patient)
	if earlier, ok := ctx.Deadline(); ok && earlier.Before(deadline) {
		deadline = earlier
	}
	if err := conn.SetDeadline(deadline); err != nil {
		return "", err
	}
	if _, err := conn.Write([]byte(send)); err != nil {
		return "", err
	}
	said := make([]byte, 4096)
	n, err := conn.Read(said)
	return string(said[:n]), err
}

func last(text []byte, n int) []byte {
	return text[max(0, len(text)-n):]
}
