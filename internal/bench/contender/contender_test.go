package contender_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/neuroglia-go/neuroglia/internal/bench/contender"
)

// A comparison is fair when everyone does the work: the same answers to a valid
// POST and GET, and a refusal of the invalid one.
func TestEveryContenderDoesTheWork(t *testing.T) {
	for name, handler := range contender.All() {
		t.Run(name, func(t *testing.T) {
			serve := func(r *http.Request) *httptest.ResponseRecorder {
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, r)
				return w
			}
			var got contender.Order
			w := serve(contender.NewPost("", contender.Body()))
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusCreated {
				t.Fatalf("POST: %d %s (%v)", w.Code, w.Body, err)
			}
			if got.TotalCents != 4038 || got.Tenant != "acme" || !got.Notified || got.ID != "o-1" {
				t.Fatalf("POST did not do the work: %+v", got)
			}
			if w := serve(contender.NewPost("", contender.InvalidBody())); w.Code < 400 || w.Code >= 500 {
				t.Fatalf("an invalid POST: %d %s", w.Code, w.Body)
			}
			w = serve(contender.NewGet(""))
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK || got.ItemCount != 3 {
				t.Fatalf("GET: %d %s (%v)", w.Code, w.Body, err)
			}
		})
	}
}
