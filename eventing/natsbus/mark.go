package natsbus

import (
	"slices"
	"sync"
	"time"
)

// farAhead is how many events ahead are remembered, so that they have room in an entry. The
// others are handled again by who goes on.
const farAhead = 10_000

// mark knows which events of a stream are done with: all up to one, and some after it. It
// is safe for concurrent use.
type mark struct {
	mu   sync.Mutex
	done uint64              // this one and all before it
	open []uint64            // begun after it, ascending, some of which are settled
	over map[uint64]struct{} // settled with one before them that is not
	last uint64              // seen last

	stream time.Time // when the stream was made
}

// newMark begins where the progress of a group ends.
func newMark(p progress) *mark {
	m := &mark{done: p.Done, last: p.Done, stream: p.Stream, over: make(map[uint64]struct{}, len(p.Ahead))}
	for _, sequence := range p.Ahead {
		m.over[sequence] = struct{}{}
	}
	return m
}

// begin takes note of an event, perhaps again, and reports whether it has yet to be handled.
func (m *mark) begin(sequence uint64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if sequence > m.last {
		m.last = sequence
		m.open = append(m.open, sequence)
	}
	_, settled := m.over[sequence]
	if settled {
		m.advance()
	}
	return !settled
}

// settle takes note that the event need not come again.
func (m *mark) settle(sequence uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if sequence <= m.last { // not one of before restart
		m.over[sequence] = struct{}{}
		m.advance()
	}
}

// restart begins anew behind the event of a stream. Those that were begun before count no
// more.
func (m *mark) restart(done uint64, stream time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done, m.last, m.stream = done, done, stream
	m.open = nil
	clear(m.over)
}

// pass takes note that nothing up to the sequence is left to begin.
func (m *mark) pass(sequence uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last = max(m.last, sequence)
	m.advance()
}

func (m *mark) advance() {
	n := 0
	for n < len(m.open) {
		if _, settled := m.over[m.open[n]]; !settled {
			break
		}
		delete(m.over, m.open[n])
		n++
	}
	m.open = m.open[n:]
	if len(m.open) > 0 {
		m.done = m.open[0] - 1
	} else {
		m.done = m.last
	}
}

// progress returns how far it all is.
func (m *mark) progress() progress {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := progress{Done: m.done, Stream: m.stream}
	for sequence := range m.over {
		p.Ahead = append(p.Ahead, sequence)
	}
	slices.Sort(p.Ahead)
	p.Ahead = p.Ahead[:min(len(p.Ahead), farAhead)]
	return p
}
