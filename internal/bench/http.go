package main

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"testing"

	"github.com/neuroglia-go/neuroglia/internal/bench/contender"
)

const (
	byHand = contender.ByHand
	ours   = "neuroglia"
)

// The handlers are called in-process: the cost of the server and of the network
// would be the same for all and hide the differences.
func httpPost() contest {
	c := httpContest("http post", func() func() *http.Request {
		body := contender.Body()
		r := contender.NewPost("", body)
		return func() *http.Request {
			r.Body = io.NopCloser(bytes.NewReader(body))
			return r
		}
	}, http.StatusCreated)
	c.budgets = []budget{{text: "POST takes at most 1/1.3 of the time by hand", of: ours, to: byHand, most: 1 / 1.3, allocs: -1}}
	for _, peer := range []string{"huma", "gin", "echo", "fuego", "kratos"} {
		c.budgets = append(c.budgets, budget{text: "POST ahead of " + peer, of: ours, to: peer, most: 1, allocs: -1})
	}
	return c
}

func httpInvalidPost() contest {
	return httpContest("http invalid post", func() func() *http.Request {
		body := contender.InvalidBody()
		r := contender.NewPost("", body)
		return func() *http.Request {
			r.Body = io.NopCloser(bytes.NewReader(body))
			return r
		}
	}, 0)
}

func httpGet() contest {
	c := httpContest("http get", func() func() *http.Request {
		r := contender.NewGet("")
		return func() *http.Request { return r }
	}, http.StatusOK)
	// gin and echo are ahead of every handler on chi here: this request is bound by the router.
	c.budgets = []budget{{text: "GET takes at most 1.15 of the time by hand, in-process", of: ours, to: byHand, most: 1.15, allocs: -1}}
	return c
}

func httpContest(name string, requests func() func() *http.Request, status int) contest {
	c := contest{name: name, yardstick: byHand}
	all := contender.All()
	names := make([]string, 0, len(all))
	for contestant := range all {
		names = append(names, contestant)
	}
	slices.Sort(names)
	for _, contestant := range names {
		handler := all[contestant]
		c.entries = append(c.entries, entry{contestant, func(b *testing.B) {
			next := requests()
			w := &sink{header: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				w.reset()
				handler.ServeHTTP(w, next())
			}
			if status != 0 && w.status != status {
				b.Fatalf("%s answered %d", contestant, w.status)
			}
		}})
	}
	return c
}

// sink is a response writer that keeps the status and drops the body.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header { return s.header }

func (s *sink) WriteHeader(status int) { s.status = status }

func (s *sink) Write(p []byte) (int, error) {
	if s.status == 0 {
		s.status = http.StatusOK
	}
	return len(p), nil
}

func (s *sink) Flush() {}

func (s *sink) reset() {
	clear(s.header)
	s.status = 0
}
