package integration

import (
	"database/sql"
	"net/http"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
)

// Here a clock, a lock and SQL are at home.
var lock sync.Mutex

type Store struct {
	db *sql.DB
	// Carrier is a client, no server.
	Carrier *http.Client
}

// Authenticate has the parameters that auth.Authenticator asks for.
func (s *Store) Authenticate(http.ResponseWriter, *http.Request) (auth.Identity, error) {
	return auth.Identity{}, nil
}

// RoundTrip is that of a client.
func (s *Store) RoundTrip(r *http.Request) (*http.Response, error) {
	return http.DefaultTransport.RoundTrip(r)
}

func (s *Store) Row() *sql.Row {
	lock.Lock()
	defer lock.Unlock()
	return s.db.QueryRow("SELECT placed FROM orders WHERE placed < $1", time.Now())
}
