package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// ErrClosed is returned by a store that was closed.
var ErrClosed = errs.Unavailable("store_closed", "the database was closed; the program is shutting down")

// The conditions of PostgreSQL that are told apart; see its appendix "Error Codes".
const (
	staleVersion        = "NG001" // raised by neuroglia_stale
	staleStream         = "NG002" // raised by neuroglia_append
	uniqueViolation     = "23505"
	serializationFailed = "40001"
	deadlockDetected    = "40P01"
	invalidPassword     = "28P01"
	invalidUser         = "28000"
	noDatabase          = "3D000"
	noPrivilege         = "42501"
	diskFull            = "53100"
	tooManyConnections  = "53300"
	programLimit        = "54000"
	characterNotInCode  = "22021"
	untranslatable      = "22P05"
	readOnlyTransaction = "25006"
	queryCanceled       = "57014"
)

// codeOf returns the SQLSTATE, "" where err is not the server's.
func codeOf(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

// isLost reports whether the connection or the server is what failed.
func isLost(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(e.Code, "57P") || strings.HasPrefix(e.Code, "08")
	}
	return true
}

// fault gives an error of the server a kind, and the words that say what to do where
// something can be done. The text of the server stays in the cause.
func fault(err error) error {
	if err == nil {
		return nil
	}
	switch code := codeOf(err); {
	case code == untranslatable, code == characterNotInCode:
		return errs.Invalid("unstorable_text", "a text holds the character U+0000, which PostgreSQL does not store; take it out").Wrap(err)
	case code == programLimit:
		return errs.New(errs.KindTooLarge, "document_too_large",
			"the document, or the value of one of its indexed fields (at most about 2600 bytes), is larger than PostgreSQL takes").Wrap(err)
	case isRepeatable(err):
		return uow.SerializationFailure(err)
	case code == queryCanceled, code == "55P03":
		return errs.Unavailable("store_busy", "the database is busy with other writes of the same; try again").Wrap(err)
	case code == tooManyConnections:
		return errs.Unavailable("store_busy", "the database takes no more connections; try again").Wrap(err)
	case code == diskFull:
		return errs.Unavailable("storage_full", "the disk of the database is full; make room and try again").Wrap(err)
	case code == readOnlyTransaction:
		return errs.Unavailable("storage_readonly", "the database cannot be written; it is a standby or set to read-only").Wrap(err)
	case code == "" && strings.Contains(err.Error(), "closed pool"):
		return ErrClosed
	case isLost(err):
		return errs.Unavailable("storage_failed", "the database cannot be reached; try again").Wrap(err)
	}
	return err
}

// readFault is fault for a statement that ctx may have ended.
func readFault(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return fault(err)
}

// startFault is a sentence for the person who starts the program.
type startFault struct{ text string }

// Error returns the sentence.
func (f startFault) Error() string { return f.text }

// whereabouts is what messages tell of a database: never the password.
type whereabouts struct {
	pgconn.Config
	config Config
}

func (w whereabouts) server() string {
	if strings.HasPrefix(w.Host, "/") {
		return w.Host
	}
	return net.JoinHostPort(w.Host, fmt.Sprint(w.Port))
}

// fault says why a store cannot be opened, and what to do.
func (w whereabouts) fault(err error) error {
	place := fmt.Sprintf("PostgreSQL at %s, database %q, user %q", w.server(), w.Database, w.User)
	return fmt.Errorf("%s: %s: %w", place, w.advice(err), redacted{err, w.config})
}

func (w whereabouts) advice(err error) string {
	if _, ok := errors.AsType[startFault](err); ok {
		return "it cannot be used"
	}
	switch codeOf(err) {
	case invalidPassword:
		return "the password is wrong, or missing; correct it in the URL"
	case invalidUser:
		return "the server lets this user not in from here; see its pg_hba.conf, and whether the role exists"
	case noDatabase:
		return fmt.Sprintf("the database does not exist; make it with: createdb --encoding=UTF8 %s", w.Database)
	case noPrivilege:
		return fmt.Sprintf("the user may not make tables there; run as its owner: GRANT USAGE, CREATE ON SCHEMA %s TO %q; "+
			"or, for a schema of its own: GRANT CREATE ON DATABASE %q TO %q", w.config.Schema, w.User, w.Database, w.User)
	case tooManyConnections:
		return "the server takes no more connections; raise its max_connections, or lower pool_max_conns of the programs that use it"
	case "":
		return w.network(err)
	}
	return "it cannot be opened"
}

func (w whereabouts) network(err error) string {
	var lookup *net.DNSError
	switch text := err.Error(); {
	case errors.As(err, &lookup):
		return "the name of the host is unknown; correct it in the URL"
	case strings.Contains(text, "connection refused"), strings.Contains(text, "no such file"):
		return "no server answers there; start it, or correct host and port in the URL"
	case errors.Is(err, context.DeadlineExceeded), strings.Contains(text, "timeout"):
		return "the server does not answer in time; see that it runs and that no firewall is in between"
	case strings.Contains(text, "tls"), strings.Contains(text, "TLS"), strings.Contains(text, "certificate"):
		return "no secure connection can be made; see sslmode and sslrootcert in the URL"
	}
	return "it cannot be reached"
}

// redacted shows an error without the password.
type redacted struct {
	error
	config Config
}

// Error returns the text of the error without the password.
func (r redacted) Error() string { return r.config.redact(r.error.Error()) }

// Unwrap returns the error.
func (r redacted) Unwrap() error { return r.error }
