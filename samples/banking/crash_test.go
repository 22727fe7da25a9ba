package banking_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/sampletest"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// load is how much the conservation tests do. BANKING_TEST_TRANSFERS asks for more:
//
//	BANKING_TEST_TRANSFERS=20000 go test -run Conserved -timeout 2h ./samples/banking
type load struct {
	accounts, clients, transfers, every int // every so many transfers a process is killed
}

func loadOf(t *testing.T) load {
	t.Helper()
	l := load{accounts: 10, clients: 8, transfers: 120, every: 40}
	if text := os.Getenv("BANKING_TEST_TRANSFERS"); text != "" {
		n, err := strconv.Atoi(text)
		require.NoError(t, err)
		l = load{accounts: 100, clients: 32, transfers: n, every: max(n/20, 40)}
	}
	return l
}

// Clients make transfers among accounts, some of which are in every other one, while two
// replicas are killed at random moments: every transfer comes to an end, and the books are in
// order.
func TestMoneyIsConservedWhenReplicasDie(t *testing.T) {
	t.Parallel()
	database := testenv.Postgres(t)
	conserve(t, database, newService(t, database), newService(t, database))
}

func TestMoneyIsConservedWhenTheProcessDies(t *testing.T) {
	t.Parallel()
	onSQLite := "sqlite:" + t.TempDir() + "/banking.db"
	conserve(t, onSQLite, newService(t, onSQLite))
}

func conserve(t *testing.T, database string, replicas ...*service) {
	t.Helper()
	l := loadOf(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	for _, s := range replicas {
		s.Start()
	}
	accounts := make([]string, l.accounts)
	person := replicas[0].register("Ada")
	for i := range accounts {
		accounts[i] = replicas[0].open(person)
	}
	transfers := requestUnderFire(t, l, seed, accounts, replicas)
	ends := map[string]int{}
	for _, id := range transfers {
		ends[awaitEnd(t, replicas[0], id)]++
	}
	require.Equal(t, l.transfers, ends["completed"]+ends["rejected"]+ends["compensated"], ends)
	for _, s := range replicas {
		s.Kill()
	}
	said, err := bank.Run(t, database, "accounts", "audit")
	require.NoError(t, err, said)
	require.Contains(t, said, fmt.Sprintf("%d accounts, %d transfers", l.accounts, l.transfers), "each was requested once, however often it was sent")
	require.Contains(t, said, fmt.Sprintf("EUR: %d.00 in all accounts, of which 0.00", 100*l.accounts))
	t.Logf("%v\n%s", ends, said)
}

// requestUnderFire requests transfers while replicas are killed and started again, and returns
// their ids. A request that gets no answer is sent again with its key, to whoever answers.
func requestUnderFire(t *testing.T, l load, seed uint64, accounts []string, replicas []*service) []string {
	t.Helper()
	up := make([]sync.RWMutex, len(replicas)) // held for writing while the replica is down
	ids := make([]string, l.transfers)
	var next, done atomic.Int64
	var work sync.WaitGroup
	for client := range l.clients {
		work.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(client))) //nolint:gosec // to be repeated
			for n := next.Add(1); n <= int64(l.transfers) && !t.Failed(); n = next.Add(1) {
				ids[n-1] = transfer(t, transferOf(random, n, accounts), func(try int) (*service, func()) {
					at := (client + try) % len(replicas)
					up[at].RLock()
					return replicas[at], up[at].RUnlock
				})
				done.Add(1)
			}
		})
	}
	killer := rand.New(rand.NewPCG(seed, 1<<32)) //nolint:gosec // to be repeated
	for kills := 1; done.Load() < int64(l.transfers) && !t.Failed(); {
		if done.Load() < int64(kills*l.every) {
			sampletest.Wait(t, time.Duration(1+killer.IntN(5000))*time.Microsecond)
			continue
		}
		at := killer.IntN(len(replicas))
		replicas[at].Kill() // while clients wait for its answers
		up[at].Lock()
		replicas[at].Start()
		up[at].Unlock()
		kills++
	}
	work.Wait()
	return ids
}

// transferOf draws a transfer. Half of them come from or go to the first two accounts.
func transferOf(random *rand.Rand, n int64, accounts []string) request {
	from := random.IntN(len(accounts))
	if random.IntN(2) == 0 {
		from = random.IntN(2)
	}
	to := (from + 1 + random.IntN(len(accounts)-1)) % len(accounts)
	return request{
		http.MethodPost, "/api/transfers", fmt.Sprintf("transfer-%d", n),
		fmt.Sprintf(`{"from_account_id":%q,"to_account_id":%q,"amount":"%d.%02d"}`, accounts[from], accounts[to], random.IntN(60), 1+random.IntN(99)),
	}
}

// transfer sends the request until it is answered, and returns the id of the transfer.
func transfer(t *testing.T, r request, replica func(try int) (*service, func())) string {
	for try := 0; ; try++ {
		s, leave := replica(try)
		var requested ref
		status, err := s.call(t.Context(), r, &requested)
		leave()
		switch {
		case err == nil && status == http.StatusAccepted:
			return requested.ID
		case err != nil && !errors.Is(err, sampletest.ErrNoAnswer), err == nil && status < http.StatusInternalServerError && status != http.StatusConflict, t.Context().Err() != nil:
			t.Errorf("%s was answered %d, %v", r.body, status, err)
			return ""
		}
	}
}

// awaitEnd waits for a transfer to be over, and returns how it ended.
func awaitEnd(t *testing.T, s *service, id string) string {
	t.Helper()
	deadline := time.Now().Add(2 * time.Minute)
	for {
		var now struct {
			Status string `json:"status"`
		}
		status, err := s.call(t.Context(), request{method: http.MethodGet, path: "/api/transfers/" + id}, &now)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, status)
		switch now.Status {
		case "completed", "rejected", "compensated":
			return now.Status
		}
		if time.Now().After(deadline) {
			t.Fatalf("transfer %s is %s and goes no further", id, now.Status)
		}
		sampletest.Wait(t, 10*time.Millisecond)
	}
}
