package rabbitbus

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/neuroglia-go/neuroglia/errs"
)

var errClosed = errs.Unavailable("rabbitmq_closed", "the bus was closed; the program is shutting down")

// unavailable is the error of what may work later.
func unavailable(cause error) error {
	return errs.Unavailable("rabbitmq_unavailable", "RabbitMQ cannot be reached at present; try again").Wrap(cause)
}

// unreachable says why there is no connection and what to do. It is an
// errs.KindUnavailable, also for what only a change of the settings mends, since a server
// that starts says the like.
func (s settings) unreachable(err error) error {
	return errs.Unavailable("rabbitmq_unavailable", "RabbitMQ at %s, virtual host %q, user %q: %s",
		net.JoinHostPort(s.uri.Host, fmt.Sprint(s.uri.Port)), s.uri.Vhost, s.uri.Username, advice(err)).Wrap(err)
}

// advice is what to do about a connection that cannot be made.
func advice(err error) string {
	var lookup *net.DNSError
	var refused *amqp.Error
	switch {
	case errors.As(err, &refused) && refused.Code == amqp.AccessRefused && !strings.Contains(refused.Reason, "vhost"):
		return "the user or the password is wrong; correct them in the URL (guest is let in from its own machine only)"
	case errors.As(err, &refused) && strings.Contains(refused.Reason, "not found"):
		return "the virtual host does not exist; make it with: rabbitmqctl add_vhost NAME"
	case errors.As(err, &refused) && strings.Contains(refused.Reason, "vhost"):
		return "the user may not use the virtual host; allow it with: rabbitmqctl set_permissions -p VHOST USER '.*' '.*' '.*'"
	case errors.As(err, &lookup):
		return "the name of the host is unknown; correct it in the URL"
	case isTLS(err):
		return "no secure connection can be made; see amqps and cacertfile in the URL"
	case isTimeout(err):
		return "the server does not answer in time; see that it runs and that no firewall is in between"
	case strings.Contains(err.Error(), "connection refused"):
		return "no server answers there; start it, or correct host and port in the URL"
	}
	return "the connection was lost, or what answers there speaks no AMQP 0-9-1"
}

func isTLS(err error) bool {
	var record tls.RecordHeaderError
	var verification *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	return errors.As(err, &record) || errors.As(err, &verification) || errors.As(err, &authority)
}

func isTimeout(err error) bool {
	var timeout net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
		return true
	}
	// What ends a connection while it is made comes as a text in an error of the protocol.
	var broken *amqp.Error
	return errors.As(err, &broken) && strings.HasSuffix(broken.Reason, os.ErrDeadlineExceeded.Error())
}

// undeclared turns the error of a declaration into one that says what to do, where nothing
// but a change of the settings mends it, and into an errs.KindUnavailable elsewhere.
func undeclared(what string, err error) error {
	var refused *amqp.Error
	if !errors.As(err, &refused) || !refused.Server {
		return unavailable(fmt.Errorf("declare %s: %w", what, err))
	}
	switch refused.Code {
	case amqp.PreconditionFailed:
		return errs.Conflict("rabbitmq_declared_otherwise",
			"RabbitMQ has %s with other settings than the URL says; use those, or drain and delete it", what).Wrap(err)
	case amqp.AccessRefused:
		return errs.Forbidden("rabbitmq_forbidden",
			"the user of RabbitMQ may not declare %s; allow it with: rabbitmqctl set_permissions", what).Wrap(err)
	case amqp.NotImplemented, amqp.CommandInvalid:
		return errs.New(errs.KindNotImplemented, "rabbitmq_too_old", "RabbitMQ does not know how to declare %s; use version 3.10 or later", what).Wrap(err)
	}
	return unavailable(fmt.Errorf("declare %s: %w", what, err))
}

// permanent reports whether nothing but a change of the settings mends err.
func permanent(err error) bool { return err != nil && !errors.Is(err, errs.KindUnavailable) }
