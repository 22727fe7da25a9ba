package sqlite

import (
	"context"
	"os"
	"sync"
	"time"
)

// sweepPause is how long after a deletion the log beside the file is emptied, so that many
// deletions share the two syncs of the disk that it takes.
const sweepPause = time.Second

// sweeper empties the log beside the file soon after something was deleted. Deleted rows are
// overwritten in the pages of the file, but the log goes on holding the pages as they were,
// for days where little is written.
type sweeper struct {
	writer *writer
	pause  time.Duration

	mu     sync.Mutex
	timer  *time.Timer // of the sweep to come, nil while there is nothing to sweep
	closed bool
}

// soon has the log emptied after a pause.
func (s *sweeper) soon() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.timer == nil && !s.closed {
		s.timer = time.AfterFunc(s.pause, s.sweep)
	}
}

// sweep empties the log, and tries again later where somebody still reads from it.
func (s *sweeper) sweep() {
	s.mu.Lock()
	s.timer = nil
	s.mu.Unlock()
	if !s.writer.truncate() {
		s.soon()
	}
}

// stop sweeps what there is to sweep: other processes may keep the file open.
func (s *sweeper) stop() {
	s.mu.Lock()
	s.closed = true
	pending := s.timer != nil && s.timer.Stop()
	s.mu.Unlock()
	if pending {
		s.sweep()
	}
}

// leftBehind tells whether a process that died has left a log.
func leftBehind(path string) bool {
	info, err := os.Stat(path + "-wal")
	return err == nil && info.Size() > 0
}

// truncate moves the log into the file and makes it empty. It gives up soon when another process
// writes, or somebody reads what is still in the log only.
func (w *writer) truncate() (done bool) {
	w.turn <- struct{}{}
	defer w.release()
	if w.closed {
		return true
	}
	var busy, pages, moved int
	err := w.db.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	return err == nil && busy == 0
}
