package openfga_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/errs"
)

const (
	fakeKey   = "key-of-the-fake"
	fakeStore = "01FAKESTORE"
	fakeModel = "01FAKEMODEL"
)

// fake speaks the documented wire of an OpenFGA server over the evaluator in memory.
type fake struct {
	t *testing.T
	// old makes it a server before 1.10, which does not know of "ignore".
	old bool
	// conflicts is how many writes are still to be refused because of another writer.
	conflicts int

	mu     sync.Mutex
	memory *rebac.Memory
	tuples map[rebac.Tuple]bool
	calls  map[string]int
}

func newFake(t *testing.T, model *rebac.Model) *fake {
	t.Helper()
	return &fake{t: t, memory: rebac.NewMemory(model, rebac.Config{}), tuples: make(map[rebac.Tuple]bool), calls: make(map[string]int)}
}

func (f *fake) serve() *httptest.Server {
	mux := http.NewServeMux()
	const store = "/stores/" + fakeStore
	mux.HandleFunc("GET "+store, func(w http.ResponseWriter, _ *http.Request) { f.answer(w, 200, map[string]any{"id": fakeStore}) })
	mux.HandleFunc("POST /stores", func(w http.ResponseWriter, _ *http.Request) { f.answer(w, 201, map[string]any{"id": fakeStore}) })
	mux.HandleFunc("POST "+store+"/authorization-models", func(w http.ResponseWriter, _ *http.Request) {
		f.answer(w, 201, map[string]any{"authorization_model_id": fakeModel})
	})
	mux.HandleFunc("POST "+store+"/check", f.check)
	mux.HandleFunc("POST "+store+"/batch-check", f.batch)
	mux.HandleFunc("POST "+store+"/write", f.write)
	mux.HandleFunc("POST "+store+"/read", f.read)
	mux.HandleFunc("POST "+store+"/list-objects", f.list)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+fakeKey {
			f.refuse(w, 401, "bearer_token_missing", "missing bearer token")
			return
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		f.calls[r.URL.Path]++
		mux.ServeHTTP(w, r)
	}))
	f.t.Cleanup(server.Close)
	return server
}

// request is every body that is posted.
type request struct {
	Tuple  rebac.Tuple `json:"tuple_key"`
	Model  string      `json:"authorization_model_id"`
	Checks []struct {
		Tuple rebac.Tuple `json:"tuple_key"`
		ID    string      `json:"correlation_id"`
	}
	Writes struct {
		Tuples      []rebac.Tuple `json:"tuple_keys"`
		OnDuplicate string        `json:"on_duplicate"`
	}
	Deletes struct {
		Tuples    []rebac.Tuple `json:"tuple_keys"`
		OnMissing string        `json:"on_missing"`
	}
	User, Relation, Type string
}

func (f *fake) decode(r *http.Request) request {
	var in request
	assert.NoError(f.t, json.NewDecoder(r.Body).Decode(&in))
	assert.Equal(f.t, "application/json", r.Header.Get("Content-Type"))
	return in
}

func (f *fake) answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	assert.NoError(f.t, json.NewEncoder(w).Encode(body))
}

func (f *fake) refuse(w http.ResponseWriter, status int, code, message string) {
	f.answer(w, status, map[string]string{"code": code, "message": message})
}

// codeOf returns the code that a server has for an error of the evaluator.
func codeOf(err error) string {
	if errs.CodeOf(err) == rebac.CodeTooComplex {
		return "authorization_model_resolution_too_complex"
	}
	return "validation_error"
}

func (f *fake) check(w http.ResponseWriter, r *http.Request) {
	in := f.decode(r)
	assert.Equal(f.t, fakeModel, in.Model)
	allowed, err := f.memory.Check(r.Context(), in.Tuple)
	if err != nil {
		f.refuse(w, 400, codeOf(err), err.Error())
		return
	}
	f.answer(w, 200, map[string]any{"allowed": allowed, "resolution": ""})
}

func (f *fake) batch(w http.ResponseWriter, r *http.Request) {
	in := f.decode(r)
	if len(in.Checks) > 50 || len(in.Checks) == 0 {
		f.refuse(w, 400, "validation_error", "batchCheck received a wrong number of checks")
		return
	}
	result := map[string]any{}
	for _, c := range in.Checks {
		allowed, err := f.memory.Check(r.Context(), c.Tuple)
		if err != nil {
			result[c.ID] = map[string]any{"error": map[string]string{"input_error": codeOf(err), "message": err.Error()}}
			continue
		}
		result[c.ID] = map[string]any{"allowed": allowed}
	}
	f.answer(w, 200, map[string]any{"result": result})
}

func (f *fake) list(w http.ResponseWriter, r *http.Request) {
	in := f.decode(r)
	objects, err := f.memory.ListObjects(r.Context(), in.User, in.Relation, in.Type)
	if err != nil {
		f.refuse(w, 400, codeOf(err), err.Error())
		return
	}
	f.answer(w, 200, map[string]any{"objects": objects})
}

func (f *fake) read(w http.ResponseWriter, r *http.Request) {
	in := f.decode(r)
	found := []any{}
	if f.tuples[in.Tuple] {
		found = append(found, map[string]any{"key": map[string]string{"user": in.Tuple.User, "relation": in.Tuple.Relation, "object": in.Tuple.Object}})
	}
	f.answer(w, 200, map[string]any{"tuples": found, "continuation_token": ""})
}

func (f *fake) write(w http.ResponseWriter, r *http.Request) {
	in := f.decode(r)
	if f.conflicts > 0 {
		f.conflicts--
		f.refuse(w, 409, "Aborted", "transactional write failed due to conflict")
		return
	}
	if code, err := f.refused(in); err != nil {
		f.refuse(w, 400, code, err.Error())
		return
	}
	if err := f.memory.Write(r.Context(), in.Writes.Tuples, in.Deletes.Tuples); err != nil {
		f.refuse(w, 400, codeOf(err), err.Error())
		return
	}
	for _, t := range in.Deletes.Tuples {
		delete(f.tuples, t)
	}
	for _, t := range in.Writes.Tuples {
		f.tuples[t] = true
	}
	f.answer(w, 200, map[string]any{})
}

// refused says why a server does not take a write.
func (f *fake) refused(in request) (string, error) {
	seen := map[rebac.Tuple]bool{}
	for _, t := range append(in.Writes.Tuples, in.Deletes.Tuples...) {
		if seen[t] {
			return "cannot_allow_duplicate_tuples_in_one_request", errors.New("duplicate tuple in write")
		}
		seen[t] = true
	}
	switch {
	case len(seen) > 100:
		return "exceeded_entity_limit", errors.New("the number of write operations exceeds the allowed limit of 100")
	case len(seen) == 0:
		return "invalid_write_input", errors.New("make sure you provide at least one write, or at least one delete")
	}
	const code = "write_failed_due_to_invalid_input"
	for _, t := range in.Writes.Tuples {
		if f.tuples[t] && (f.old || in.Writes.OnDuplicate != "ignore") {
			return code, errors.New("cannot write a tuple which already exists")
		}
	}
	for _, t := range in.Deletes.Tuples {
		if !f.tuples[t] && (f.old || in.Deletes.OnMissing != "ignore") {
			return code, errors.New("cannot delete a tuple which does not exist")
		}
	}
	return "", nil
}
