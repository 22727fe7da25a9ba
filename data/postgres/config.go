package postgres

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Config says which database to use and how. [ParseURL] makes one of a URL.
type Config struct {
	// URL is "postgres://user:password@host:5432/database?sslmode=require", with the
	// options of the pool and of the connection that [ParseURL] lists. Required.
	URL string
	// Schema holds all tables; it is made where there is none. The default is "public".
	// Lower-case letters, digits and underscores.
	Schema string
	// TransactionPooling says that a proxy such as PgBouncer hands out connections for
	// one transaction at a time: no statement is prepared under a name, and nothing listens.
	TransactionPooling bool
	// PollOnly says that processes do not tell each other what they append, so that each
	// notices within a quarter of a second by looking. It saves a connection where there is only one
	// process, or where nobody waits for the log.
	PollOnly bool
	// LogIndexes are those that the log is to have; see [LogIndex].
	LogIndexes []LogIndex
}

var errURL = errors.New("it cannot be read; write postgres://user:password@host:5432/database?sslmode=require, " +
	"and in user and password %40 for @, %3A for :, %2F for /, %3F for ?, %23 for # and %25 for %")

// ParseURL reads the URL of a store:
//
//	postgres://pizzeria:secret@db.example.com:5432/pizzeria?sslmode=verify-full
//	postgres:///pizzeria?host=/var/run/postgresql
//	postgres://…/pizzeria?schema=orders&pooling=transaction&pool_max_conns=20
//
// These are the options of this package:
//
//   - schema=orders: the schema that holds all tables
//   - pooling=transaction: a proxy hands out connections for a transaction at a time
//   - notify=off: processes do not tell each other of what they append
//   - log_indexes=type,category: which of these the log is to have; see [LogIndex]
//   - pool_max_conns, pool_min_conns, pool_max_conn_lifetime, pool_max_conn_idle_time,
//     pool_health_check_period: of the pool, as in pool_max_conn_lifetime=30m. The default
//     is 4 connections, or the number of processors where that is more
//
// and those of libpq: sslmode, sslrootcert, connect_timeout, application_name and so on. A
// server that does not answer is given up on after 10 seconds, or after connect_timeout.
// Every fault is reported, and no password is shown.
func ParseURL(raw string) (Config, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return Config{}, fmt.Errorf("PostgreSQL URL: %w", errURL)
	}
	var c Config
	var faults []error
	options, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		faults = append(faults, errors.New("its options cannot be read; write them as ?name=value&name=value, with %26 for & in a value"))
	}
	for name, values := range options {
		own, err := c.set(name, values[len(values)-1])
		if own {
			options.Del(name)
		}
		faults = append(faults, err)
	}
	u.RawQuery = options.Encode()
	c.URL = u.String()
	if errors.Join(faults...) == nil {
		_, err := c.pool()
		faults = append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		return Config{}, fmt.Errorf("PostgreSQL URL of %s: %w", target(u), err)
	}
	return c, nil
}

// target is what may be shown of a URL.
func target(u *url.URL) string {
	return u.Host + u.Path
}

// set takes an option that is this package's own.
func (c *Config) set(name, value string) (own bool, err error) {
	switch name {
	case "schema":
		c.Schema = value
		return true, checkSchema(value)
	case "pooling":
		c.TransactionPooling = value == "transaction"
		if value != "transaction" && value != "session" {
			err = fmt.Errorf("pooling=%s is unknown; use transaction behind a proxy that pools by transaction, else session", value)
		}
		return true, err
	case "log_indexes":
		c.LogIndexes, err = parseLogIndexes(value)
		return true, err
	case "notify":
		c.PollOnly = value == "off"
		if value != "off" && value != "on" {
			err = fmt.Errorf("notify=%s is unknown; use off where processes need not tell each other what they append, else on", value)
		}
		return true, err
	}
	return false, nil
}

func checkSchema(name string) error {
	for i := range len(name) {
		ch := name[i]
		if (ch < 'a' || ch > 'z') && ch != '_' && (i == 0 || ch < '0' || ch > '9') || len(name) > 63 {
			return fmt.Errorf("schema=%s is no name that needs no quoting; use lower-case letters, digits and underscores, at most 63", name)
		}
	}
	return nil
}

// defaultConnectTimeout keeps a program from waiting for ever at its start, where it hears no
// signal either, for a server that takes the connection and says nothing.
const defaultConnectTimeout = 10 * time.Second

// pool returns what the pool of connections is made from.
func (c Config) pool() (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(c.URL)
	if err != nil {
		return nil, errors.New(c.redact(err.Error()))
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = defaultConnectTimeout
	}
	if c.TransactionPooling {
		config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
		config.ConnConfig.StatementCacheCapacity = 0
		config.ConnConfig.DescriptionCacheCapacity = 0
	}
	return config, nil
}

// redact takes the password out of a text in every way it may be written.
func (c Config) redact(text string) string {
	u, err := url.Parse(c.URL)
	if err != nil {
		return "the URL cannot be read"
	}
	text = strings.ReplaceAll(text, c.URL, target(u))
	secrets := slices.Concat(u.Query()["password"], u.Query()["sslpassword"])
	if password, ok := u.User.Password(); ok {
		secrets = append(secrets, password)
	}
	for _, secret := range secrets {
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret)} {
			if form != "" {
				text = strings.ReplaceAll(text, form, "xxxxx")
			}
		}
	}
	return text
}

// complete returns c with its defaults, or every fault it has.
func (c Config) complete() (Config, error) {
	if c.URL == "" {
		return c, errors.New("postgres.Config.URL is empty; write postgres://user:password@host:5432/database")
	}
	if c.Schema == "" {
		c.Schema = "public"
	}
	return c, errors.Join(checkSchema(c.Schema), checkLogIndexes(c.LogIndexes))
}
