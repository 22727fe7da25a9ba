package relay

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// CodeBadRelay is the code of the faults that this package adds to the report of Build.
const CodeBadRelay = "bad_relay"

// ErrSkip is returned by the function of [SendRecord] for an event that is not for others.
var ErrSkip = errors.New("the event does not leave")

// Add registers a relay: a subscription that sends what it reads to the
// [transport.Publisher] of the services. What is wrong with it is in the report of Build.
func Add(services *di.Services, config Config, routes ...Route) {
	config = config.withDefaults()
	faults := config.faults(routes)
	services.OnValidate(func(*di.Validation) []di.Fault { return report(config.Subscription.Name, faults) })
	if len(faults) > 0 {
		return
	}
	r := &relay{Config: config, routes: make(map[reflect.Type]route, len(routes))}
	events := make([]aggregate.Event, len(routes))
	for i, one := range routes {
		e := one.entry()
		events[i] = e.event
		r.routes[reflect.TypeOf(e.event)] = e
	}
	eventing.Subscribe(services, config.Subscription, r.bind, eventing.OnRecordsOf((*sender).send, events...))
}

func report(name string, sentences []string) []di.Fault {
	faults := make([]di.Fault, len(sentences))
	for i, sentence := range sentences {
		faults[i] = di.Fault{Code: CodeBadRelay, Subject: name, Message: fmt.Sprintf("the relay %q cannot be: %s", name, sentence)}
	}
	return faults
}

// relay is what leaves and as what. It never changes.
type relay struct {
	Config
	routes map[reflect.Type]route
}

// sender is the consumer of the subscription.
type sender struct {
	*relay
	publisher transport.Publisher
	registry  *eventstore.Registry
}

func (r *relay) bind(publisher transport.Publisher, registry *eventstore.Registry) *sender {
	return &sender{r, publisher, registry}
}

// send publishes what is to leave of the records. It returns once the transport has them,
// and only then is the checkpoint saved.
func (s *sender) send(ctx context.Context, records []eventstore.Record) error {
	events := make([]cloudevents.Event, 0, len(records))
	for _, r := range records {
		event, leaves, err := s.event(r)
		if err != nil {
			return fmt.Errorf("relay %q of %s@%d: %w", eventstore.JoinName(r.Type, r.SchemaVersion), r.Stream, r.Version, err)
		}
		if leaves {
			events = append(events, event)
		}
	}
	if len(events) == 0 {
		return nil
	}
	if err := s.publisher.Publish(ctx, events...); err != nil {
		err = fmt.Errorf("publish %d events from %q on: %w", len(events), events[0].ID, err)
		if errors.Is(err, errs.KindTooLarge) { // of several the subscription finds out which one
			return eventing.Reject(err)
		}
		return err
	}
	return nil
}
