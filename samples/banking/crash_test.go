package banking_test

import (
	"context"
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

	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/internal/sampletest"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// load is how much the conservation tests do, which is more in make torture.
// BANKING_TEST_TRANSFERS asks for more still:
//
//	BANKING_TEST_TRANSFERS=20000 go test -run Conserved -timeout 2h ./samples/banking
type load struct {
	accounts, clients, transfers, every int // every so many transfers a process is killed
}

func loadOf(t *testing.T) load {
	t.Helper()
	l := load{accounts: 10, clients: 8, transfers: 120, every: 40}
	text := os.Getenv("BANKING_TEST_TRANSFERS")
	if text == "" && datatest.InFull() {
		text = "2000"
	}
	if text != "" {
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
	database := testenv.Postgres(t) + "&pool_max_conns=16"
	conserve(t, database, newFleet(newService(t, database), newService(t, database)))
}

func TestMoneyIsConservedWhenTheProcessDies(t *testing.T) {
	t.Parallel()
	onSQLite := "sqlite:" + t.TempDir() + "/banking.db"
	conserve(t, onSQLite, newFleet(newService(t, onSQLite)))
}

func conserve(t *testing.T, database string, f *fleet) {
	t.Helper()
	l := loadOf(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	for _, s := range f.replicas {
		s.Start()
	}
	accounts := make([]string, l.accounts)
	person := f.replicas[0].register("Ada")
	for i := range accounts {
		accounts[i] = f.replicas[0].open(person)
	}
	began := time.Now()
	ends := transferUnderFire(t, l, seed, accounts, f)
	took := time.Since(began)
	require.Equal(t, l.transfers, ends["completed"]+ends["rejected"]+ends["compensated"], ends)
	for _, s := range f.replicas {
		s.Kill()
	}
	said, err := bank.Run(t, database, "accounts", "audit")
	require.NoError(t, err, said)
	require.Contains(t, said, fmt.Sprintf("%d accounts, %d transfers", l.accounts, l.transfers), "each was requested once, however often it was sent")
	require.Contains(t, said, fmt.Sprintf("EUR: %d.00 in all accounts, of which 0.00", 100*l.accounts))
	t.Logf("%v, %d kills, %.0f transfers a second\n%s", ends, f.kills, float64(l.transfers)/took.Seconds(), said)
}

// fleet is the replicas of a service, each of which may be down.
type fleet struct {
	replicas []*service
	up       []sync.RWMutex // held for writing while the replica is down
	kills    int
}

func newFleet(replicas ...*service) *fleet {
	return &fleet{replicas: replicas, up: make([]sync.RWMutex, len(replicas))}
}

// call has a replica answer, another one with each try, which may be killed meanwhile.
func (f *fleet) call(ctx context.Context, try int, r request, out any) (int, error) {
	at := try % len(f.replicas)
	f.up[at].RLock()
	defer f.up[at].RUnlock()
	return f.replicas[at].call(ctx, r, out)
}

// kill kills a replica while clients wait for its answers, and starts it again.
func (f *fleet) kill(at int) {
	f.replicas[at].Kill()
	f.up[at].Lock()
	defer f.up[at].Unlock()
	f.replicas[at].Start()
	f.kills++
}

// transferUnderFire requests transfers and waits for their ends while replicas are killed and
// started again, and returns how many ended how.
func transferUnderFire(t *testing.T, l load, seed uint64, accounts []string, f *fleet) map[string]int {
	t.Helper()
	requested := make(chan string, l.transfers)
	var next, over atomic.Int64
	var clients, work sync.WaitGroup
	for client := range l.clients {
		clients.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(client))) //nolint:gosec // to be repeated
			for n := next.Add(1); n <= int64(l.transfers) && !t.Failed(); n = next.Add(1) {
				requested <- transfer(t, f, client, transferOf(random, n, accounts))
			}
		})
	}
	work.Go(func() { clients.Wait(); close(requested) })
	ends := map[string]int{}
	work.Go(func() {
		for id := range requested {
			ends[awaitEnd(t, f, id)]++
			over.Add(1)
		}
	})
	killer := rand.New(rand.NewPCG(seed, 1<<32)) //nolint:gosec // to be repeated
	for over.Load() < int64(l.transfers) && !t.Failed() {
		if over.Load() >= int64((f.kills+1)*l.every) {
			f.kill(killer.IntN(len(f.replicas)))
		}
		sampletest.Wait(t, time.Duration(1+killer.IntN(5000))*time.Microsecond)
	}
	work.Wait()
	return ends
}

// transferOf draws a transfer. Half of them come from or go to one of the first two accounts. Most
// are small enough to be completed by whatever account; one in twenty is more than any has.
func transferOf(random *rand.Rand, n int64, accounts []string) request {
	from := random.IntN(len(accounts))
	if random.IntN(2) == 0 {
		from = random.IntN(2)
	}
	to := (from + 1 + random.IntN(len(accounts)-1)) % len(accounts)
	if random.IntN(2) == 0 {
		from, to = to, from
	}
	euros := 0
	if random.IntN(20) == 0 {
		euros = 100 * len(accounts)
	}
	return request{
		http.MethodPost, "/api/transfers", fmt.Sprintf("transfer-%d", n),
		fmt.Sprintf(`{"from_account_id":%q,"to_account_id":%q,"amount":"%d.%02d"}`, accounts[from], accounts[to], euros, 1+random.IntN(99)),
	}
}

// transfer sends the request until it is answered, to whoever answers and with the same key, and
// returns the id of the transfer.
func transfer(t *testing.T, f *fleet, client int, r request) string {
	for try := client; ; try++ {
		var requested ref
		status, err := f.call(t.Context(), try, r, &requested)
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
func awaitEnd(t *testing.T, f *fleet, id string) string {
	deadline := time.Now().Add(5 * time.Minute)
	for try := 0; !t.Failed(); try++ {
		var now struct {
			Status string `json:"status"`
		}
		status, err := f.call(t.Context(), try, request{method: http.MethodGet, path: "/api/transfers/" + id}, &now)
		switch {
		case err != nil && !errors.Is(err, sampletest.ErrNoAnswer), err == nil && status != http.StatusOK:
			t.Errorf("transfer %s was answered %d, %v", id, status, err)
		case now.Status == "completed" || now.Status == "rejected" || now.Status == "compensated":
			return now.Status
		case time.Now().After(deadline):
			t.Errorf("transfer %s is %q and goes no further", id, now.Status)
		}
		sampletest.Wait(t, 10*time.Millisecond)
	}
	return ""
}

// When a replica is killed, another one carries out what it was about to. How long that takes is
// in the log of the test.
func TestAnotherReplicaTakesOver(t *testing.T) {
	t.Parallel()
	database := testenv.Postgres(t)
	f := newFleet(newService(t, database), newService(t, database))
	for _, s := range f.replicas {
		s.Start()
	}
	person := f.replicas[0].register("Ada")
	from, to := f.replicas[0].open(person), f.replicas[0].open(person)
	for i := range 4 {
		at := i % 2
		killed := time.Now()
		f.replicas[at].Kill()
		id := transfer(t, newFleet(f.replicas[1-at]), 0, request{
			http.MethodPost, "/api/transfers", fmt.Sprintf("transfer-%d", i),
			fmt.Sprintf(`{"from_account_id":%q,"to_account_id":%q,"amount":"1"}`, from, to),
		})
		require.Equal(t, "completed", awaitEnd(t, newFleet(f.replicas[1-at]), id))
		t.Logf("the other replica had carried out a transfer %v after the kill", time.Since(killed).Round(time.Millisecond))
		f.replicas[at].Start()
	}
}
