package postgres

import (
	"errors"
	"io"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

func TestServersThatWillNotDo(t *testing.T) {
	t.Parallel()
	good := server{number: oldest, version: "14.0", encoding: "UTF8"}
	require.NoError(t, good.check())
	for want, change := range map[string]func(*server){
		"the server is PostgreSQL 13.4, and 14 is the oldest that will do": func(s *server) { s.number, s.version = 13_00_04, "13.4" },
		"createdb --encoding=UTF8":         func(s *server) { s.encoding = "SQL_ASCII" },
		"the server is a standby":          func(s *server) { s.recovery, s.readOnly = true, true },
		"unset default_transaction_read_o": func(s *server) { s.readOnly = true },
	} {
		bad := good
		change(&bad)
		require.ErrorContains(t, bad.check(), want)
	}
}

func TestNoServerIsWaitedForForEver(t *testing.T) {
	t.Parallel()
	for options, want := range map[string]time.Duration{"": defaultConnectTimeout, "?connect_timeout=3": 3 * time.Second} {
		config, err := Config{URL: "postgres://db/orders" + options}.pool()
		require.NoError(t, err)
		require.Equal(t, want, config.ConnConfig.ConnectTimeout)
	}
}

func TestFaultsHaveKindAndCode(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		untranslatable: "unstorable_text", programLimit: "document_too_large", deadlockDetected: "serialization_failure", tooManyConnections: "store_busy",
		diskFull: "storage_full", readOnlyTransaction: "storage_readonly", "57P01": "storage_failed", "08006": "storage_failed",
	} {
		require.Equal(t, want, errs.CodeOf(fault(&pgconn.PgError{Code: code})), code)
	}
	require.Equal(t, "storage_failed", errs.CodeOf(fault(io.EOF)))
	syntax := &pgconn.PgError{Code: "42601"}
	require.Equal(t, syntax, fault(syntax))
	require.NoError(t, fault(nil))
}

func TestTheEndOfATransactionIsKnownOrNot(t *testing.T) {
	t.Parallel()
	require.NoError(t, endFault(nil))
	require.Equal(t, uow.RolledBack, uow.OutcomeOf(endFault(&pgconn.PgError{Severity: "ERROR", Code: diskFull})))
	require.Equal(t, uow.Unknown, uow.OutcomeOf(endFault(&pgconn.PgError{Severity: "FATAL", Code: "57P01"})))
	require.Equal(t, uow.Unknown, uow.OutcomeOf(endFault(io.EOF)))
}

func TestAdvice(t *testing.T) {
	t.Parallel()
	w := whereabouts{pgconn.Config{Host: "/run/postgresql", User: "ada"}, Config{URL: "postgres://ada:secret@db/orders"}}
	for code, want := range map[string]string{invalidPassword: "the password is wrong", tooManyConnections: "max_connections", "XX000": "it cannot be opened"} {
		require.ErrorContains(t, w.fault(&pgconn.PgError{Code: code, Message: "secret"}), want)
	}
	require.ErrorContains(t, w.fault(errors.New("tls: bad certificate")), "no secure connection")
	require.ErrorContains(t, w.fault(io.EOF), "it cannot be reached")
	require.NotContains(t, w.fault(errors.New("it was secret")).Error(), "secret")
}

func TestTheHeadNeverFalls(t *testing.T) {
	t.Parallel()
	w := newWatch()
	require.EqualValues(t, 5, w.advance(5))
	require.EqualValues(t, 5, w.advance(3))
	require.EqualValues(t, 8, w.advance(8))
	require.EqualValues(t, 8, w.known())
}
