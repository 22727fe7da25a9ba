package shop

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/mvc/docsui"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// Handler serves the API and its documentation below /api.
func (s *Shop) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/orders", s.post)
	mux.HandleFunc("GET /api/orders", s.list)
	mux.HandleFunc("GET /api/orders/{id}", s.get)
	mux.HandleFunc("DELETE /api/orders/{id}", s.delete)
	mux.HandleFunc("POST /api/photos", s.photo)
	mux.HandleFunc("GET /api/openapi.json", s.openAPI)
	for path, page := range map[string]http.Handler{
		"GET /api/docs":  docsui.SwaggerUI(docsui.Config{Title: "Shop"}),
		"GET /api/redoc": docsui.ReDoc(docsui.Config{Title: "Shop"}),
	} {
		mux.Handle(path, page)
		mux.Handle(path+"/", page)
	}
	return mux
}

func (s *Shop) openAPI(w http.ResponseWriter, _ *http.Request) {
	raw, err := s.document.JSON()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(raw) // the client may be gone
}

func (s *Shop) problem(w http.ResponseWriter, status int, code string) {
	if s.fault == FaultPlainText {
		http.Error(w, code, status)
		return
	}
	write(w, status, openapi.MediaProblem, map[string]any{
		"type": "about:blank", "title": http.StatusText(status), "status": status, "code": code,
	})
}

func write(w http.ResponseWriter, status int, media string, v any) {
	w.Header().Set("Content-Type", media)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client may be gone
}

func (s *Shop) post(w http.ResponseWriter, r *http.Request) {
	if media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); media != openapi.MediaJSON {
		s.problem(w, http.StatusUnsupportedMediaType, "unsupported_media_type")
		return
	}
	raw, err := io.ReadAll(r.Body)
	var in Place
	if err != nil || !json.Valid(raw) {
		s.problem(w, http.StatusBadRequest, "malformed_body")
		return
	}
	if faults := s.document.Check(s.place, json.RawMessage(raw)); len(faults) > 0 && s.fault != FaultNoCheck {
		s.problem(w, http.StatusUnprocessableEntity, "validation_failed")
		return
	}
	_ = json.Unmarshal(raw, &in) // what the schema lets pass fits, and a fault may be planted
	switch {
	case s.fault == FaultPanic && len(in.Lines) == 3:
		http.Error(w, "runtime error: index out of range", http.StatusInternalServerError)
	case s.fault == FaultTeapot && in.Notes != "":
		s.problem(w, http.StatusTeapot, "teapot")
	case s.fault == FaultTooStrict && len(in.Lines) > 1:
		s.problem(w, http.StatusUnprocessableEntity, "validation_failed")
	default:
		order := s.add(in)
		w.Header().Set("Location", "/api/orders/"+order.ID)
		write(w, http.StatusCreated, openapi.MediaJSON, s.shown(order))
	}
}

func (s *Shop) add(in Place) Order {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := strconv.Itoa(len(s.orders) + 1)
	order := Order{
		ID: "018f2f6e-0000-7000-8000-" + strings.Repeat("0", 12-len(n)) + n, Phone: in.Phone,
		Lines: in.Lines, Placed: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Total: "18.39",
	}
	s.orders[order.ID] = order
	return order
}

// shown is the order as it is written; a fault takes a property out.
func (s *Shop) shown(o Order) any {
	if s.fault == FaultNoTotal {
		return map[string]any{"id": o.ID, "phone": o.Phone, "lines": o.Lines, "placed": o.Placed, "parent": nil}
	}
	return o
}

func (s *Shop) list(w http.ResponseWriter, r *http.Request) {
	if !s.accepts(r) {
		s.problem(w, http.StatusUnprocessableEntity, "validation_failed")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	page := Page[any]{Items: []any{}, Total: len(s.orders)}
	for _, o := range s.orders {
		if len(page.Items) < 5 {
			page.Items = append(page.Items, s.shown(o))
		}
	}
	write(w, http.StatusOK, openapi.MediaJSON, page)
}

// accepts checks the parameters of a list by hand.
func (s *Shop) accepts(r *http.Request) bool {
	in := func(text string, low, high int) bool {
		n, err := strconv.Atoi(text)
		return err == nil && n >= low && n <= high
	}
	q := r.URL.Query()
	if v := q["page"]; v != nil && !in(v[0], 1, 1000) {
		return false
	}
	for _, size := range q["size"] {
		if size != "small" && size != "medium" && size != "large" {
			return false
		}
	}
	if v := q["before"]; v != nil {
		if _, err := time.Parse(time.RFC3339, v[0]); err != nil {
			return false
		}
	}
	if v := q.Get("sort"); v != "" {
		fields := strings.Split(v, ",")
		known := func(field string) bool { return field == "id" || field == "placed" }
		if len(fields) > 2 || !known(fields[0]) || !known(fields[len(fields)-1]) {
			return false
		}
	}
	limit := r.Header.Get("X-Limit")
	return limit == "" || in(limit, 1, 50)
}

func (s *Shop) get(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	order, ok := s.orders[r.PathValue("id")]
	if !ok {
		s.problem(w, http.StatusNotFound, "order_not_found")
		return
	}
	write(w, http.StatusOK, openapi.MediaJSON, s.shown(order))
}

func (s *Shop) delete(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch _, ok := s.orders[r.PathValue("id")]; {
	case !ok:
		s.problem(w, http.StatusNotFound, "order_not_found")
	case s.fault == FaultHangUp:
		panic(http.ErrAbortHandler)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *Shop) photo(w http.ResponseWriter, r *http.Request) {
	if media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); media != openapi.MediaMultipart {
		s.problem(w, http.StatusUnsupportedMediaType, "unsupported_media_type")
		return
	}
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		s.problem(w, http.StatusBadRequest, "malformed_body")
		return
	}
	if title := []rune(r.FormValue("title")); len(title) == 0 || len(title) > 10 {
		s.problem(w, http.StatusUnprocessableEntity, "validation_failed")
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
