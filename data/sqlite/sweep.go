package sqlite

import (
	"context"
	"os"
	"time"
)

// sweepPause is how long after a deletion the log beside the file is emptied, so that many
// deletions share the two syncs of the disk that it takes.
const sweepPause = time.Second

// sweeper empties the log beside the file soon after something was deleted. Deleted rows are
// overwritten in the pages of the file, but the log goes on holding the pages as they were,
// for days where little is written. A nil sweeper, that of a database in memory, does nothing.
type sweeper struct {
	writer *writer
	pause  time.Duration
	due    chan struct{} // holds a token while there is something to sweep
	ending chan struct{} // closed by stop
	ended  chan struct{}
}

// newSweeper begins to wait for what there is to sweep, until stop.
func newSweeper(w *writer) *sweeper {
	s := &sweeper{writer: w, pause: sweepPause, due: make(chan struct{}, 1), ending: make(chan struct{}), ended: make(chan struct{})}
	go s.run()
	return s
}

// soon has the log emptied after a pause.
func (s *sweeper) soon() {
	if s == nil {
		return
	}
	select {
	case s.due <- struct{}{}:
	default: // it is due already
	}
}

// run sweeps after a pause, and again after another where somebody still reads from the log.
func (s *sweeper) run() {
	defer close(s.ended)
	for {
		select {
		case <-s.due:
		case <-s.ending:
			s.last()
			return
		}
		pause := time.NewTimer(s.pause)
		select {
		case <-pause.C:
		case <-s.ending:
			pause.Stop()
			s.writer.truncate()
			return
		}
		if !s.writer.truncate() {
			s.soon()
		}
	}
}

// last sweeps what has become due in the end: other processes may keep the file open.
func (s *sweeper) last() {
	select {
	case <-s.due:
		s.writer.truncate()
	default:
	}
}

// stop returns once nothing is swept any more.
func (s *sweeper) stop() {
	if s == nil {
		return
	}
	close(s.ending)
	<-s.ended
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
