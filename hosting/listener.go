package hosting

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting/health"
)

// Listener is a server beside the main one, with a port and protocols of its own in the
// same process: the same container, the same health, the same deadlines. Processes in
// [RoleWeb] have it. It is ready before the main listener and drained together with it;
// one that fails stops the application. It listens nowhere under [App.Start]; see
// [App.ListenerHandler].
type Listener struct {
	// Name tells listeners apart, in logs and where they are announced: "rpc".
	Name string
	// Host is the address to listen on. Empty means that of the main listener.
	Host string
	// Port is the port to listen on; 0 takes any free one.
	Port int
	// Setting is the variable that chooses the port, for messages.
	Setting string
	// Protocols are those that it speaks. Nil means HTTP/1.
	Protocols *http.Protocols
	// Handler returns what answers, once everything has been constructed. Nothing is
	// put before it: ids, request log and recovery of panics are its own.
	Handler func(Host) (http.Handler, error)
}

// Host is what an application gives its listeners.
type Host struct {
	// Name is the name of the service.
	Name string
	// Container resolves what the application is made of.
	Container *di.Container
	// Monitor tells the health of the application.
	Monitor *health.Monitor
	// Logger is the logger of the application.
	Logger *slog.Logger
	// Draining is closed when the application begins to stop: what would go on for
	// ever ends with it.
	Draining <-chan struct{}
}

// AddListener adds a server beside the main one.
func (b *WebApplicationBuilder) AddListener(l Listener) { b.listeners = append(b.listeners, l) }

// listenerFaults reports listeners that cannot be told apart.
func (b *WebApplicationBuilder) listenerFaults() []di.Fault {
	var faults []di.Fault
	seen := make(map[string]bool)
	for _, l := range b.listeners {
		if l.Name == "" || seen[l.Name] {
			faults = append(faults, di.Fault{
				Code: "listener_name", Subject: "listener", Message: fmt.Sprintf("the listener name %q is empty or taken", l.Name),
				Fix: "give each listener a name of its own",
			})
		}
		seen[l.Name] = true
	}
	return faults
}

// listening is a listener with what it answers by.
type listening struct {
	Listener
	handler http.Handler
}

func listenersOf(list []Listener) []listening {
	listeners := make([]listening, len(list))
	for i, l := range list {
		listeners[i].Listener = l
	}
	return listeners
}

// listen constructs the handlers of the listeners.
func (a *App) listen() error {
	host := Host{Name: a.config.Name, Container: a.container, Monitor: a.monitor, Logger: a.logger, Draining: a.drained.Done()}
	for i := range a.listeners {
		handler, err := a.listeners[i].Handler(host)
		if err != nil {
			return err
		}
		a.listeners[i].handler = handler
	}
	return nil
}

// ListenerHandler returns what the listener of that name answers requests with, nil
// before [App.Start] and where there is none. Tests call it without a socket.
func (a *App) ListenerHandler(name string) http.Handler {
	for _, l := range a.listeners {
		if l.Name == name {
			return l.handler
		}
	}
	return nil
}

// server returns the server of the listener.
func (l *listening) server(s Settings, logger *slog.Logger) *server {
	server := newServer(l.Name+" server", cmp.Or(l.Host, s.Host), l.Port, l.handler, s.Server, logger)
	server.place, server.setting, server.front = l.Name, l.Setting, true
	server.http.Protocols = l.Protocols
	return server
}
