package rabbitbus

import (
	"context"
	"errors"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/neuroglia-go/neuroglia/errs"
)

// session is the life of one channel on which events are published.
type session struct {
	channel *amqp.Channel
	blocked *blockade
	count   uint64 // of messages, for whoever has the turn

	asked chan question
	over  chan struct{} // closed when the channel is
}

// question asks which of the messages came back.
type question struct {
	messages []sent
	answer   chan []amqp.Return
}

func newSession(channel *amqp.Channel, blocked *blockade) *session {
	s := &session{channel: channel, blocked: blocked, asked: make(chan question), over: make(chan struct{})}
	// The server returns a message before it confirms it, and the client hands the one over
	// before the other. So whoever asks after a confirmation learns of the return.
	go s.listen(channel.NotifyReturn(make(chan amqp.Return)))
	return s
}

// listen keeps what comes back until somebody asks, and ends with the channel.
func (s *session) listen(returns <-chan amqp.Return) {
	defer close(s.over)
	kept := map[string]amqp.Return{}
	for {
		select {
		case r, ok := <-returns:
			if !ok {
				return
			}
			kept[r.CorrelationId] = r
		case q := <-s.asked:
			var found []amqp.Return
			for _, m := range q.messages {
				if r, ok := kept[m.number]; ok {
					found = append(found, r)
					delete(kept, m.number)
				}
			}
			q.answer <- found
		}
	}
}

// await waits until every message is confirmed, and looks whether one came back.
func (s *session) await(ctx context.Context, messages []sent, mandatory bool) error {
	for _, m := range messages {
		select {
		case <-m.confirmed.Done():
		case <-ctx.Done():
			return unavailable(errors.Join(errors.New("no confirmation came"), context.Cause(ctx)))
		}
		if !m.confirmed.Acked() {
			return unavailable(errors.New("the server did not take it, or the connection was lost before it said so"))
		}
	}
	if !mandatory {
		return nil
	}
	q := question{messages: messages, answer: make(chan []amqp.Return, 1)}
	select {
	case s.asked <- q:
	case <-s.over:
		return unavailable(errors.New("the connection was lost before all was said"))
	}
	if returned := <-q.answer; len(returned) > 0 {
		return unrouted(returned[0])
	}
	return nil
}

// unrouted is the error of a message that came back.
func unrouted(r amqp.Return) error {
	return errs.Unavailable("rabbitmq_unrouted",
		"no queue takes what is published as %q (%s); declare a group that wants it, or set mandatory=false in the URL to drop such events", r.RoutingKey, r.ReplyText)
}
