package di_test

import (
	"context"
	"errors"
	"sync"

	"go.uber.org/dig"

	"github.com/neuroglia-go/neuroglia/di"
)

// The services of the tests: a small order desk.
type (
	clock   struct{ name string }
	session struct {
		causes []error
	}
	unit struct {
		session *session
		clock   *clock
	}
	handler struct{ unit *unit }

	orders interface{ find(id string) string }
	stored struct{ clock *clock }
	cached struct {
		orders
		label string
	}

	mailer interface{ send() string }
	smtp   struct{ host string }
	report struct{ mailer mailer }
)

var errPlanned = errors.New("planned")

func newClock() *clock                     { return &clock{name: "system"} }
func newSession(context.Context) *session  { return &session{} }
func newUnit(s *session, c *clock) *unit   { return &unit{s, c} }
func newHandler(u *unit) (*handler, error) { return &handler{u}, nil }
func newStored(c *clock) *stored           { return &stored{c} }
func newSMTP() *smtp                       { return &smtp{host: "localhost"} }
func newReport(m mailer) *report           { return &report{m} }
func newLabelled(o orders) *cached         { return &cached{o, "labelled"} }

func newRecorded(m *smtp, _ *session) *smtp { return m }

func newClockAndMailer(orders) (*clock, mailer) { return nil, nil }

func (s *stored) find(id string) string { return id + " at " + s.clock.name }
func (c *cached) find(id string) string { return c.label + "(" + c.orders.find(id) + ")" }
func (s *smtp) send() string            { return s.host }

func (s *session) Dispose(_ context.Context, cause error) error {
	s.causes = append(s.causes, cause)
	return nil
}

func newCached(label string) func(orders) *cached {
	return func(inner orders) *cached { return &cached{inner, label} }
}

// desk registers the services of one order desk without a fault.
func desk() *di.Services {
	services := di.NewServices()
	di.AddScoped[*handler](services, newHandler)
	di.AddScoped[*unit](services, newUnit)
	di.AddScoped[*session](services, newSession)
	di.AddSingleton[*clock](services, newClock)
	di.AddSingleton[orders](services, newStored)
	return services
}

// keyed asks for services that a type alone does not name.
type keyed struct {
	dig.In
	Bulk   mailer   `name:"bulk"`
	Extra  *report  `optional:"true"`
	Labels []string `group:"labels"`
}

// journal keeps what happened, in order.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) add(line string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line)
}

// closer notes its disposal in a journal.
type closer struct {
	name string
	log  *journal
	err  error
}

func (c *closer) Close() error {
	c.log.add("close " + c.name)
	return c.err
}

// keyedValue asks for the closer that is registered as a value.
type keyedValue struct {
	dig.In
	Value *closer `name:"value"`
}
