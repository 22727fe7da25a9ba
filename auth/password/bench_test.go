package password_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/password"
	"github.com/neuroglia-go/neuroglia/auth/password/passwordtest"
)

func BenchmarkVerify(b *testing.B) {
	for name, scheme := range map[string]password.Scheme{"argon2id": password.Argon2id{}, "bcrypt": password.Bcrypt{}} {
		b.Run(name, func(b *testing.B) {
			h, err := password.New(password.Config{Pepper: passwordtest.Pepper(), Scheme: scheme})
			if err != nil {
				b.Fatal(err)
			}
			stored, err := h.Hash(b.Context(), auth.NewSecret("correct horse"))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if ok, err := h.Verify(b.Context(), auth.NewSecret("correct horse"), stored); err != nil || !ok {
					b.Fatal(ok, err)
				}
			}
		})
	}
}

// BenchmarkOthersWhileAThousandSignIn compares what another handler takes while a thousand
// sign-ins wait for their turn with what it takes when none do.
func BenchmarkOthersWhileAThousandSignIn(b *testing.B) {
	h, err := password.New(password.Config{Pepper: passwordtest.Pepper(), Wait: time.Hour})
	if err != nil {
		b.Fatal(err)
	}
	stored, err := h.Hash(b.Context(), auth.NewSecret("correct horse"))
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }))
	defer server.Close()
	ask := func() time.Duration {
		start := time.Now()
		res, err := server.Client().Get(server.URL)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		return time.Since(start)
	}
	sample := func() []time.Duration {
		var took []time.Duration
		for end := time.Now().Add(3 * time.Second); time.Now().Before(end); { // a hundred hashes
			took = append(took, ask())
		}
		slices.Sort(took)
		return took
	}
	for b.Loop() {
		usual := sample()
		ctx, cancel := context.WithCancel(b.Context())
		var group sync.WaitGroup
		for range 1000 {
			group.Go(func() {
				for ctx.Err() == nil {
					_, _ = h.Verify(ctx, auth.NewSecret("wrong horse"), stored)
				}
			})
		}
		busy := sample()
		cancel()
		for name, share := range map[string]int{"median": 50, "p99": 99} {
			before, during := usual[len(usual)*share/100], busy[len(busy)*share/100]
			b.ReportMetric(float64(during)/float64(before), "×"+name)
			b.ReportMetric(float64(during.Microseconds()), "µs/"+name)
		}
		group.Wait()
	}
}
