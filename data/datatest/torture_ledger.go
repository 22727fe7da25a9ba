package datatest

import (
	"fmt"
	"strconv"
	"sync"
)

// token names an append or a unit of work: the process that made it and its number there. The ids of the events
// are made from it, so that everybody who sees an event knows where it belongs.
type token struct{ process, number uint32 }

const (
	tortureType = "torture.done"
	endType     = "torture.ended"
)

// id returns the id of the n-th event of the append, which is 0 for the first.
func (k token) id(n int) string {
	return fmt.Sprintf("%08x-%04x-7%03x-8000-%012x", k.process, k.number>>12&0xffff, k.number&0xfff, n)
}

// tokenOf is the reverse of id.
func tokenOf(id string) (k token, n int, ok bool) {
	var parts [4]uint64
	for i, hex := range []string{id[:8], id[9:13], id[15:18], id[24:]} {
		part, err := strconv.ParseUint(hex, 16, 64)
		if err != nil {
			return k, 0, false
		}
		parts[i] = part
	}
	k = token{uint32(parts[0]), uint32(parts[1])<<12 | uint32(parts[2])} //nolint:gosec // eight and seven digits
	return k, int(parts[3]), true                                        //nolint:gosec // twelve digits
}

// tokens returns the numbers of one of several writers of a process.
func tokens(process, writer, writers int) func() token {
	n := writer
	return func() token {
		n += writers
		return token{uint32(process), uint32(n)} //nolint:gosec // small
	}
}

// verdict is what a writer was told of an append.
type verdict byte

const (
	begun        verdict = '+' // nothing so far, or never, for its process was killed
	acknowledged verdict = '='
	uncertain    verdict = '?'
	conflicting  verdict = '!' // refused for the version of a stream
	rolledBack   verdict = '<' // on purpose
	failed       verdict = '-' // nothing was written, for another reason
	wrong        verdict = 'x' // an error that the contract does not know
)

func (v verdict) mayBeSeen() bool { return v == begun || v == acknowledged || v == uncertain }

// journal is where writers put down what they do.
type journal interface {
	begin(k token, events int)
	end(k token, v verdict, why error)
}

// ledger is the journal of the first process, which holds those of all.
type ledger struct {
	mu      sync.Mutex
	entries map[token]entry
	counts  map[verdict]int
	events  int // that were acknowledged
	wrongs  []string
}

type entry struct {
	events  int
	verdict verdict
}

func newLedger() *ledger {
	return &ledger{entries: map[token]entry{}, counts: map[verdict]int{}}
}

func (l *ledger) begin(k token, events int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries[k] = entry{events, begun}
	l.counts[begun]++
}

func (l *ledger) end(k token, v verdict, why error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.entries[k]
	e.verdict = v
	l.entries[k] = e
	l.counts[begun]--
	l.counts[v]++
	switch v {
	case acknowledged:
		l.events += e.events
	case wrong:
		l.wrongs = append(l.wrongs, why.Error())
	}
}

func (l *ledger) count(v verdict) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.counts[v]
}

// undecided counts the appends of which some reader has seen a part. As long as a reader
// gets on that may be because it has not read the rest.
func (l *ledger) undecided(readers map[string]*witness) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, w := range readers {
		n += w.partial(l.entries)
	}
	return n
}

// audit returns what is wrong with what a reader saw, and how many acknowledged events it missed.
func (l *ledger) audit(w *witness) (faults []string, lost int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for k, e := range l.entries {
		seen := w.seen[k]
		switch {
		case e.verdict == acknowledged && seen < e.events:
			lost += e.events - seen
			faults = append(faults, fmt.Sprintf("%d of %d events of %v were acknowledged and are lost", e.events-seen, e.events, k))
		case seen > 0 && !e.verdict.mayBeSeen():
			faults = append(faults, fmt.Sprintf("%d of %d events of %v are seen that were refused (%c)", seen, e.events, k, e.verdict))
		case seen > 0 && seen < e.events:
			faults = append(faults, fmt.Sprintf("of %v, whose outcome was unknown, %d of %d events are there", k, seen, e.events))
		}
	}
	for k := range w.seen {
		if _, known := l.entries[k]; !known {
			faults = append(faults, fmt.Sprintf("%v was seen and never begun", k))
		}
	}
	return append(faults, w.faults...), lost
}

// String tells what the writers were told.
func (l *ledger) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return fmt.Sprintf("%d acknowledged, %d of unknown outcome, %d begun by processes that were killed, %d in conflict, %d rolled back, %d failed",
		l.counts[acknowledged], l.counts[uncertain], l.counts[begun], l.counts[conflicting], l.counts[rolledBack], l.counts[failed])
}
