package rabbitbus

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
)

func TestOnlyFaultsOfTheSettingsEndConsume(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err       error
		code      string
		permanent bool
	}{
		"other arguments":   {&amqp.Error{Code: amqp.PreconditionFailed, Server: true}, "rabbitmq_declared_otherwise", true},
		"no permission":     {&amqp.Error{Code: amqp.AccessRefused, Server: true}, "rabbitmq_forbidden", true},
		"not known":         {&amqp.Error{Code: amqp.NotImplemented, Server: true}, "rabbitmq_too_old", true},
		"a server at start": {&amqp.Error{Code: amqp.InternalError, Server: true}, "rabbitmq_unavailable", false},
		"not the server's":  {&amqp.Error{Code: amqp.PreconditionFailed}, "rabbitmq_unavailable", false},
		"a lost connection": {io.ErrUnexpectedEOF, "rabbitmq_unavailable", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := undeclared(`the queue "q"`, tt.err)
			require.Equal(t, tt.code, errs.CodeOf(err))
			require.ErrorIs(t, err, tt.err)
			require.Equal(t, tt.permanent, permanent(err))
		})
	}
	require.False(t, permanent(nil))
}

func TestAdvice(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err  error
		says string
	}{
		"rights":      {&amqp.Error{Code: amqp.NotAllowed, Reason: "access to vhost 'x' refused for user 'y'"}, "set_permissions"},
		"certificate": {x509.UnknownAuthorityError{}, "cacertfile"},
		"deadline":    {context.DeadlineExceeded, "does not answer in time"},
		"else":        {errors.New("what is this"), "speaks no AMQP"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, advice(tt.err), tt.says)
		})
	}
}

func TestALetterWithoutWordsOfTheServer(t *testing.T) {
	t.Parallel()
	for name, headers := range map[string]amqp.Table{
		"nothing":        {},
		"an empty list":  {"x-death": []any{}},
		"another format": {"x-death": "yesterday"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reason, at := death(headers)
			require.Empty(t, reason)
			require.Equal(t, time.Time{}, at)
		})
	}
}
