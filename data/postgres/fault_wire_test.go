package postgres_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// direction is the way that a message takes.
type direction int

const (
	toServer direction = iota
	toClient
)

func (d direction) String() string { return [...]string{"to the server", "to the client"}[d] }

// wire stands between a store and its server, reads the messages of PostgreSQL's protocol
// (https://www.postgresql.org/docs/current/protocol-message-formats.html), and cuts the
// connection where it is told to.
type wire struct {
	direct   string // the URL of the database
	url      string // and that by way of it
	listener net.Listener
	server   string

	mu    sync.Mutex
	conns map[*cable]struct{}
	// What happened since count was called.
	passed [2]int
	// commit says that a client has sent what ends a transaction, told that it has got to know
	// how that ended, and vague that the driver does not tell where it was interrupted.
	commit, told, vague bool
	// The next cut is in front of this message, counted from 1; 0 is never.
	at    int
	where direction
}

func newWire(t *testing.T, database string) *wire {
	t.Helper()
	u, err := url.Parse(database)
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w := &wire{direct: database, listener: listener, server: u.Host, conns: map[*cable]struct{}{}}
	var serving sync.WaitGroup
	serving.Go(func() { w.serve(&serving) })
	t.Cleanup(func() { _ = listener.Close(); w.hangUp(); serving.Wait() })
	u.Host = listener.Addr().String()
	w.url = u.String()
	return w
}

func (w *wire) serve(serving *sync.WaitGroup) {
	for {
		client, err := w.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", w.server)
		if err != nil {
			_ = client.Close()
			continue
		}
		c := &cable{wire: w, ends: [2]*net.TCPConn{server.(*net.TCPConn), client.(*net.TCPConn)}, state: 'I'}
		w.mu.Lock()
		w.conns[c] = struct{}{}
		w.mu.Unlock()
		serving.Go(c.carry)
	}
}

// count begins to count messages anew, and says where to cut.
func (w *wire) count(at int, where direction) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.passed, w.commit, w.told, w.vague, w.at, w.where = [2]int{}, false, false, false, at, where
}

// messages returns how many messages passed in each direction since count was called.
func (w *wire) messages() [2]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.passed
}

// hangUp cuts all connections.
func (w *wire) hangUp() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.conns {
		c.end()
	}
}

// over reports whether the server has come to the end of every connection that was cut.
func (w *wire) over() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.conns {
		if c.dead {
			return false
		}
	}
	return true
}

// tellable reports whether the client of a connection that was cut could know how its transaction ended.
func (w *wire) tellable() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.vague && (!w.commit || w.told)
}

// cable is one connection.
type cable struct {
	*wire
	ends [2]*net.TCPConn // by the direction that leads there
	dead bool

	executes, parses int  // since the last Sync
	asked, answered  int  // how many requests and answers that end in ReadyForQuery
	state            byte // of the transaction: I for none
	commits          int  // which request ends a transaction
	prepares         int  // which request does nothing but prepare
}

func (c *cable) carry() {
	var both sync.WaitGroup
	both.Go(func() { c.relay(toServer) })
	both.Go(func() { c.relay(toClient) })
	both.Wait()
	_, _ = c.ends[0].Close(), c.ends[1].Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.conns, c)
}

// end has both sides see the end of what they were sent. What they send is still read: the
// client's, to know what it sent, the server's, to know when it is through.
func (c *cable) end() {
	c.dead = true
	_, _ = c.ends[0].CloseWrite(), c.ends[1].CloseWrite()
}

func (c *cable) relay(d direction) {
	from := bufio.NewReaderSize(c.ends[1-d], 64<<10)
	for first := d == toServer; ; first = false {
		message, err := readMessage(from, first)
		if err != nil {
			c.mu.Lock()
			c.end()
			c.mu.Unlock()
			return
		}
		if c.passes(d, message) {
			_, _ = c.ends[d].Write(message) // an end that is gone is found when reading from it
		}
	}
}

// readMessage reads a message with its type, which the first of a client has not.
func readMessage(from *bufio.Reader, first bool) ([]byte, error) {
	var header [5]byte
	head := header[:]
	if first {
		head = header[1:]
	}
	if _, err := io.ReadFull(from, head); err != nil {
		return nil, err
	}
	message := bytes.NewBuffer(head)
	_, err := io.CopyN(message, from, int64(binary.BigEndian.Uint32(header[1:]))-4)
	return message.Bytes(), err
}

// passes notes a message and reports whether it reaches the other side.
func (c *cable) passes(d direction, message []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d == toServer {
		c.sent(message)
	}
	if c.dead {
		return false
	}
	c.passed[d]++
	if c.at > 0 && d == c.where && c.passed[d] == c.at {
		c.wire.at = 0
		// That statements were prepared is the one thing of which pgx says no more than that
		// something went wrong.
		c.vague = d == toClient && message[0] == 'Z' && c.prepares > 0 && c.prepares == c.answered
		c.end()
		return false
	}
	if d == toClient {
		c.received(message)
	}
	return true
}

// sent notes what a client sends, whether or not it arrives. A transaction ends with the
// Sync after several statements, or after a COMMIT.
func (c *cable) sent(message []byte) {
	switch message[0] {
	case 'P':
		c.parses++
	case 'E':
		c.executes++
	case 'S', 'Q':
		c.asked++
		if c.parses > 0 && c.executes == 0 {
			c.prepares = c.asked
		}
		if c.executes > 1 && c.state == 'I' || message[0] == 'Q' && bytes.HasPrefix(bytes.ToLower(message[5:]), []byte("commit")) {
			c.commits, c.commit, c.told = c.asked, true, false
		}
		c.executes, c.parses = 0, 0
	}
}

// received notes what reaches the client: an error or the end of the answer to a commit
// tells how it ended. The first ReadyForQuery answers no request.
func (c *cable) received(message []byte) {
	pending := c.commits > 0 && c.answered == c.commits
	switch message[0] {
	case 'E':
		c.told = c.told || pending
	case 'Z':
		c.told = c.told || pending
		c.answered++
		c.state = message[5]
	}
}
