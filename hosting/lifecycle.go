package hosting

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"
)

// ErrAborted is returned by a run that was told a second time to stop and did not
// wait for what was still going on.
var ErrAborted = errors.New("stopped at once by a second signal; what was running has been cut off")

// lifecycle starts services in order and stops them in reverse.
type lifecycle struct {
	logger *slog.Logger
	limits StopSettings
	abort  <-chan struct{}

	running []*running
	ended   chan *running
}

// running is a service between its start and its end.
type running struct {
	name    string
	service Service
	cancel  context.CancelFunc
	done    chan struct{}
	err     error // set before done is closed
	told    bool  // err has been returned to the caller already
	stopped bool  // it has been told to stop
}

func newLifecycle(logger *slog.Logger, limits StopSettings, abort <-chan struct{}) *lifecycle {
	return &lifecycle{logger: logger, limits: limits, abort: abort, ended: make(chan *running, 16)}
}

// start starts the services one after the other. At the first that fails, or when
// ctx ends, the others are not started; those that run must be stopped.
func (l *lifecycle) start(ctx context.Context, services []Service) error {
	for _, s := range services {
		if err := ctx.Err(); err != nil {
			return nil //nolint:nilerr // told to stop while starting, which is no failure
		}
		if err := l.startOne(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func (l *lifecycle) startOne(ctx context.Context, s Service) error {
	began := time.Now()
	// The service ends when it is its turn, not when ctx does.
	runCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r := &running{name: nameOf(s), service: s, cancel: cancel, done: make(chan struct{})}
	l.running = append(l.running, r)
	go l.run(runCtx, r)
	if err := l.awaitReady(ctx, r); err != nil {
		return err
	}
	l.logger.DebugContext(ctx, "service started", "service_name", r.name, "duration_ms", millisSince(began))
	return nil
}

// run runs the service; a panic ends it with an error and not the process.
func (l *lifecycle) run(ctx context.Context, r *running) {
	defer func() {
		if cause := recover(); cause != nil {
			r.err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
		if ctx.Err() != nil && errors.Is(r.err, context.Canceled) {
			r.err = nil
		}
		if r.err != nil {
			r.err = fmt.Errorf("service %s: %w", r.name, r.err)
		}
		close(r.done)
		select {
		case l.ended <- r:
		case <-ctx.Done():
		}
	}()
	r.err = r.service.Run(ctx)
}

func (l *lifecycle) awaitReady(ctx context.Context, r *running) error {
	waited, ok := r.service.(readier)
	if !ok {
		return nil
	}
	timer := time.NewTimer(l.limits.StartTimeout)
	defer timer.Stop()
	select {
	case <-waited.Ready():
		return nil
	case <-r.done:
		return r.tell()
	case <-ctx.Done():
		return nil
	case <-l.abort:
		return ErrAborted
	case <-timer.C:
		return fmt.Errorf("service %s: not ready after %s; see its logs, or raise the start timeout", r.name, l.limits.StartTimeout)
	}
}

// tell returns the error of a service that has ended, once.
func (r *running) tell() error {
	if r.told {
		return nil
	}
	r.told = true
	return r.err
}

// wait returns when ctx ends, with nil, or when a service ends with an error.
func (l *lifecycle) wait(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case r := <-l.ended:
			if err := r.tell(); err != nil {
				return err
			}
			l.logger.DebugContext(ctx, "service has nothing left to do", "service_name", r.name)
		}
	}
}

// stop stops every service in reverse and returns their errors joined. A service
// that does not return in time is named and left behind.
func (l *lifecycle) stop(ctx context.Context) error {
	var errs []error
	l.stopFronts()
	for _, v := range slices.Backward(l.running) {
		err := l.stopOne(ctx, v)
		if errors.Is(err, ErrAborted) {
			l.cancelAll()
			return errors.Join(append(errs, err)...)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// stopFronts tells what answers clients to stop, all at once: each has the whole drain
// timeout, and together they take no longer than one.
func (l *lifecycle) stopFronts() {
	for _, r := range l.running {
		if s, ok := r.service.(*server); ok && s.front {
			select {
			case <-r.done:
			default:
				r.stop()
			}
		}
	}
}

// stop tells the service to stop.
func (r *running) stop() {
	r.stopped = true
	r.cancel()
}

func (l *lifecycle) stopOne(ctx context.Context, r *running) error {
	if !r.stopped {
		select {
		case <-r.done: // it had nothing left to do, or never began
			return r.tell()
		default:
		}
	}
	began := time.Now()
	r.stop()
	timer := time.NewTimer(l.timeoutOf(r.service))
	defer timer.Stop()
	select {
	case <-r.done:
		l.logger.InfoContext(ctx, "service stopped", "service_name", r.name, "duration_ms", millisSince(began))
		return r.tell()
	case <-l.abort:
		return ErrAborted
	case <-timer.C:
		return fmt.Errorf("service %s: still running %s after it was told to stop", r.name, l.timeoutOf(r.service))
	}
}

// millisSince is how logs tell durations.
func millisSince(began time.Time) float64 {
	return float64(time.Since(began).Microseconds()) / 1000
}

// timeoutOf returns how long a service may take to stop. The web server waits for
// requests by a deadline of its own.
func (l *lifecycle) timeoutOf(s Service) time.Duration {
	if s, ok := s.(interface{ stopTimeout() time.Duration }); ok {
		return s.stopTimeout()
	}
	return l.limits.Timeout
}

func (l *lifecycle) cancelAll() {
	for _, r := range l.running {
		r.cancel()
	}
}
