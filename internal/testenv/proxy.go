package testenv

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// Proxy is a TCP relay in front of a server whose connections a test cuts. It is safe for
// concurrent use.
type Proxy struct {
	listener net.Listener
	target   string
	running  sync.WaitGroup

	mu     sync.Mutex
	conns  map[net.Conn]struct{}
	closed bool // takes connections and drops them
}

// NewProxy listens in front of the server that the URL names and returns the URL to use
// instead.
func NewProxy(t testing.TB, server string) (*Proxy, string) {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it takes no time
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{listener: listener, target: u.Host, conns: map[net.Conn]struct{}{}}
	p.running.Go(p.accept)
	t.Cleanup(func() {
		_ = listener.Close() // whoever is connected is cut below
		p.Close()
		p.running.Wait()
	})
	u.Host = listener.Addr().String()
	return p, u.String()
}

// Cut ends every connection at once. New ones are taken.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for conn := range p.conns {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // what is under way is lost with it, as when a cable is pulled
		}
		_ = conn.Close() // a second close says that it is closed
	}
}

// Close cuts every connection and ends new ones at once, until [Proxy.Open].
func (p *Proxy) Close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.Cut()
}

// Open takes connections again.
func (p *Proxy) Open() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = false
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.running.Go(func() { p.relay(client) })
	}
}

// relay carries bytes both ways until one side is gone.
func (p *Proxy) relay(client net.Conn) {
	server, err := net.Dial("tcp", p.target) //nolint:noctx // the server is on this machine
	if err != nil {
		_ = client.Close() // that is the message
		return
	}
	if !p.keep(client, server) {
		return
	}
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{client, server}, {server, client}} {
		both.Go(func() {
			_, _ = io.Copy(way[0], way[1]) // it ends when one of them does
			_, _ = client.Close(), server.Close()
		})
	}
	both.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, client)
	delete(p.conns, server)
}

// keep remembers the connections, or closes them when none are taken.
func (p *Proxy) keep(conns ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, conn := range conns {
		if p.closed {
			_ = conn.Close() // nothing was sent
			continue
		}
		p.conns[conn] = struct{}{}
	}
	return !p.closed
}
