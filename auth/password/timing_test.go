package password_test

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/password"
)

const (
	// pairs is how often each of two sign-ins is measured for one comparison.
	pairs = 120
	// significant is below what p times are told apart: one in a million comparisons of the same
	// says so by chance.
	significant = 1e-6
	// tries is how many comparisons there are, until one comes out as it should: a machine that
	// turns to something else in the middle of one does not do so in all.
	tries = 3
)

// affordable costs a millisecond and no more. It is a thousand times what making and reading a hash take besides,
// which differ by a microsecond: who hashes for less than that would be told so.
var affordable = password.Argon2id{Memory: 2048, Passes: 1}

// TestATimeTellsNobodyFromAWrongPassword compares the times of what a sign-in does for a name that
// nobody has with those of a wrong password. There is no bound on either: only their ranks count.
//
//nolint:paralleltest // what else runs meanwhile would be measured
func TestATimeTellsNobodyFromAWrongPassword(t *testing.T) {
	retired := newHasher(t, password.Config{Scheme: affordable, Pepper: auth.NewSecret("a pepper that nobody has any more, long enough")})
	h := newHasher(t, password.Config{Scheme: affordable})
	wrong := signIn(h, hash(t, h, "correct horse"))
	tests := []struct {
		name   string
		nobody func(ctx context.Context) error
	}{
		{"an empty hash", signIn(h, "")},
		{"a dummy", func(ctx context.Context) error { return h.Dummy(ctx, guess) }},
		{"the hash of a pepper that is gone", signIn(h, hash(t, retired, "correct horse"))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.True(t, atLast(t, tt.nobody, wrong, func(p float64) bool { return p >= significant }), "they are told apart")
		})
	}
}

// TestATimeTellsLessWorkFromAWrongPassword shows that the comparison above finds what it looks for.
//
//nolint:paralleltest // as above
func TestATimeTellsLessWorkFromAWrongPassword(t *testing.T) {
	h := newHasher(t, password.Config{Scheme: affordable})
	dearer := newHasher(t, password.Config{Scheme: password.Argon2id{Memory: 2 * affordable.Memory, Passes: 1}})
	tests := []struct {
		name          string
		nobody, wrong func(ctx context.Context) error
	}{
		{"no work at all", func(context.Context) error { return nil }, signIn(h, hash(t, h, "correct horse"))},
		{"half of it, for the hash is dearer than a new one", signIn(h, ""), signIn(h, hash(t, dearer, "correct horse"))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.True(t, atLast(t, tt.nobody, tt.wrong, func(p float64) bool { return p < significant }), "they are not told apart")
		})
	}
}

var guess = auth.NewSecret("incorrect horse")

// signIn returns what checks a guess against the hash.
func signIn(h *password.Hasher, hash string) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		_, err := h.Verify(ctx, guess, hash)
		return err
	}
}

// atLast compares the times until the probability that they are of one distribution is as wanted, and
// says whether it was.
func atLast(t *testing.T, one, other func(ctx context.Context) error, wanted func(p float64) bool) bool {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // an order, no secret
	for range tries {
		a, b := measure(t, random, one, other)
		p := mannWhitney(a, b)
		t.Logf("p = %.2g, medians %v and %v", p, median(a), median(b))
		if wanted(p) {
			return true
		}
	}
	return false
}

// measure returns how long each took, in turns: whatever slows the machine down slows both. Who is
// first in a turn is drawn, so that nothing that comes every other time, such as a collection of
// garbage, always meets the same.
func measure(t *testing.T, random *rand.Rand, one, other func(ctx context.Context) error) (a, b []time.Duration) {
	t.Helper()
	took := func(of func(ctx context.Context) error) time.Duration {
		start := time.Now()
		err := of(t.Context())
		duration := time.Since(start)
		require.NoError(t, err)
		return duration
	}
	for range pairs {
		if random.IntN(2) == 0 {
			a, b = append(a, took(one)), append(b, took(other))
		} else {
			b, a = append(b, took(other)), append(a, took(one))
		}
	}
	return a, b
}

// mannWhitney returns how probable ranks as uneven as these, or more, are when both samples are
// of one distribution: the two-sided U test of Mann and Whitney ("On a Test of Whether one of Two
// Random Variables is Stochastically Larger than the Other", 1947), by the normal approximation with
// the correction for ties. It takes the samples for independent. Turns make what they have in
// common more alike, so that it errs towards not telling them apart.
func mannWhitney(a, b []time.Duration) float64 {
	type sample struct {
		took time.Duration
		ofA  bool
	}
	all := make([]sample, 0, len(a)+len(b))
	for _, took := range a {
		all = append(all, sample{took, true})
	}
	for _, took := range b {
		all = append(all, sample{took, false})
	}
	slices.SortFunc(all, func(x, y sample) int { return cmp.Compare(x.took, y.took) })
	var ranksOfA, ties float64
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && all[to].took == all[from].took {
			to++
		}
		for _, s := range all[from:to] {
			if s.ofA {
				ranksOfA += float64(from+1+to) / 2
			}
		}
		tied := float64(to - from)
		ties += tied*tied*tied - tied
		from = to
	}
	na, nb, n := float64(len(a)), float64(len(b)), float64(len(all))
	u := ranksOfA - na*(na+1)/2
	variance := na * nb / 12 * (n + 1 - ties/(n*(n-1)))
	if variance == 0 {
		return 1 // all are the same
	}
	return math.Erfc(math.Abs(u-na*nb/2) / math.Sqrt(2*variance))
}

func median(of []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}

func TestMannWhitney(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		a, b []time.Duration
		z    float64 // by hand
	}{
		{"one is below the other", []time.Duration{1, 2, 3, 4, 5}, []time.Duration{6, 7, 8, 9, 10}, 12.5 / math.Sqrt(275./12)},
		{"in turns", []time.Duration{1, 3, 5, 7}, []time.Duration{2, 4, 6, 8}, 2 / math.Sqrt(12)},
		{"ties", []time.Duration{1, 1, 2}, []time.Duration{1, 2, 2}, 1.5 / math.Sqrt(4.05)},
		{"all the same", []time.Duration{1, 1, 1}, []time.Duration{1, 1}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := math.Erfc(tt.z / math.Sqrt2)
			require.InDelta(t, p, mannWhitney(tt.a, tt.b), 1e-12)
			require.InDelta(t, p, mannWhitney(tt.b, tt.a), 1e-12)
		})
	}
}

// Where both samples are of one distribution, p is below 5 % in 5 % of the comparisons; where they
// share a load that comes and goes, in fewer.
func TestMannWhitneyErrsTowardsTheSame(t *testing.T) {
	t.Parallel()
	const rounds = 1000
	random := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // samples, no secrets
	rejected := func(drift float64) (share float64) {
		for range rounds {
			var a, b []time.Duration
			load := 0.
			for range 50 {
				load += drift * random.NormFloat64()
				a = append(a, time.Duration(1e6*(load+random.NormFloat64())))
				b = append(b, time.Duration(1e6*(load+random.NormFloat64())))
			}
			if mannWhitney(a, b) < 0.05 {
				share += 1. / rounds
			}
		}
		return share
	}
	require.InDelta(t, 0.05, rejected(0), 0.015)
	require.Less(t, rejected(1), 0.02)
}
