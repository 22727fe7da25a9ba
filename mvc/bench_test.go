package mvc_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-playground/validator/v10"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// benchBody is ten fields with a nested list of three; with the path, the query
// and the header they carry eight rules.
type benchBody struct {
	Customer string      `json:"customer" validate:"required,max=100"`
	Email    string      `json:"email" validate:"required,email"`
	Phone    string      `json:"phone" validate:"min=10,max=20"`
	Address  string      `json:"address"`
	Payment  string      `json:"payment" validate:"oneof=cash card"`
	Notes    *string     `json:"notes" validate:"omitempty,max=500"`
	Gift     bool        `json:"gift"`
	Discount float64     `json:"discount" validate:"gte=0"`
	Due      time.Time   `json:"due"`
	Items    []benchItem `json:"items" validate:"min=1,dive"`
}

type benchItem struct {
	Name     string   `json:"name" validate:"required"`
	Quantity int      `json:"quantity"`
	Toppings []string `json:"toppings"`
}

type benchInput struct {
	ID     string `path:"id"`
	Notify bool   `query:"notify"`
	Tenant string `header:"X-Tenant"`
	benchBody
}

type benchOutput struct {
	ID       string      `json:"id"`
	Customer string      `json:"customer"`
	Email    string      `json:"email"`
	Tenant   string      `json:"tenant"`
	Payment  string      `json:"payment"`
	Gift     bool        `json:"gift"`
	Total    float64     `json:"total"`
	Due      time.Time   `json:"due"`
	Notified bool        `json:"notified"`
	Items    []benchItem `json:"items"`
}

func benchAnswer(id, tenant string, notify bool, in *benchBody) benchOutput {
	return benchOutput{
		ID: id, Customer: in.Customer, Email: in.Email, Tenant: tenant, Payment: in.Payment, Gift: in.Gift,
		Total: 42.17, Due: in.Due, Notified: notify, Items: in.Items,
	}
}

func benchOrder() *benchBody {
	return &benchBody{
		Customer: "Ada Lovelace", Email: "ada@example.org", Phone: "+44 20 7946 0000", Address: "12 St James's Square",
		Payment: "card", Discount: 2.5, Due: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Items: []benchItem{
			{"Margherita", 1, []string{"basil"}},
			{"Supreme", 2, []string{"olive", "ham"}},
			{"Veggie", 1, []string{}},
		},
	}
}

// benchController is the contender.
type benchController struct{ order *benchBody }

func (*benchController) Routes(r *mvc.Routes[*benchController]) {
	r.Prefix("/orders/{id}")
	mvc.Post(r, "/items", (*benchController).Add, mvc.Status(http.StatusCreated))
	mvc.Get(r, "/", (*benchController).Get)
}

func (*benchController) Add(_ context.Context, in benchInput) (benchOutput, error) {
	return benchAnswer(in.ID, in.Tenant, in.Notify, &in.benchBody), nil
}

func (c *benchController) Get(_ context.Context, in struct {
	ID     string `path:"id"`
	Tenant string `header:"X-Tenant"`
},
) (benchOutput, error) {
	return benchAnswer(in.ID, in.Tenant, false, c.order), nil
}

func frameworkHandler(t testing.TB) http.Handler {
	services := di.NewServices()
	app := mvc.NewApp(mvc.Config{}, mvc.Controller[*benchController](func() *benchController {
		return &benchController{benchOrder()}
	}))
	app.Register(services)
	container, err := services.Build(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, container.Close(context.Background())) })
	return app.Handler()
}

// handWritten is the same API as a careful team writes it on chi with
// encoding/json and validator.
func handWritten() http.Handler {
	rules := validator.New(validator.WithRequiredStructEnabled())
	order := benchOrder()
	mux := chi.NewRouter()
	mux.Get("/orders/{id}", func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, http.StatusOK, benchAnswer(chi.URLParam(r, "id"), r.Header.Get("X-Tenant"), false, order))
	})
	mux.Post("/orders/{id}/items", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Content-Type") != "application/json" {
			writeJSON(w, http.StatusUnsupportedMediaType, mvc.Problem{Status: http.StatusUnsupportedMediaType})
			return
		}
		notify, err := strconv.ParseBool(r.URL.Query().Get("notify"))
		if err != nil {
			writeJSON(w, http.StatusUnprocessableEntity, mvc.Problem{Detail: err.Error()})
			return
		}
		var in benchBody
		decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&in); err != nil {
			writeJSON(w, http.StatusBadRequest, mvc.Problem{Detail: err.Error()})
			return
		}
		if err := rules.StructCtx(r.Context(), &in); err != nil {
			writeJSON(w, http.StatusUnprocessableEntity, handWrittenProblem(r, err))
			return
		}
		writeJSON(w, http.StatusCreated, benchAnswer(chi.URLParam(r, "id"), r.Header.Get("X-Tenant"), notify, &in))
	})
	return mux
}

func handWrittenProblem(r *http.Request, err error) mvc.Problem {
	problem := mvc.Problem{
		Type: "about:blank", Title: "Unprocessable Entity", Status: http.StatusUnprocessableEntity,
		Code: "validation_failed", Instance: r.URL.Path,
	}
	if broken, ok := errors.AsType[validator.ValidationErrors](err); ok {
		for _, b := range broken {
			problem.Errors = append(problem.Errors, fieldOf(b))
		}
	}
	return problem
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// sink is a ResponseWriter that costs next to nothing.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(status int)      { s.status = status }
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }

// BenchmarkHandWritten compares the framework with the hand-written handler doing
// the same work. The gates: GET at most 1.15 times its time and four allocations
// more, POST at most 0.65 times, a refused POST at most 0.7 times.
func BenchmarkHandWritten(b *testing.B) {
	valid, err := json.Marshal(benchOrder())
	require.NoError(b, err)
	broken := benchOrder()
	broken.Customer, broken.Payment, broken.Items[1].Name = "", "shells", ""
	invalid, err := json.Marshal(broken)
	require.NoError(b, err)
	for _, contender := range []struct {
		name    string
		handler http.Handler
	}{{"chi", handWritten()}, {"mvc", frameworkHandler(b)}} {
		b.Run("GET/"+contender.name, func(b *testing.B) {
			drive(b, contender.handler, http.MethodGet, "/orders/o-1", nil, http.StatusOK)
		})
		b.Run("POST/"+contender.name, func(b *testing.B) {
			drive(b, contender.handler, http.MethodPost, "/orders/o-1/items?notify=true", valid, http.StatusCreated)
		})
		b.Run("invalid/"+contender.name, func(b *testing.B) {
			drive(b, contender.handler, http.MethodPost, "/orders/o-1/items?notify=true", invalid, http.StatusUnprocessableEntity)
		})
	}
}

func drive(b *testing.B, handler http.Handler, method, target string, body []byte, want int) {
	b.Helper()
	r := httptest.NewRequest(method, target, nil)
	r.Header.Set("X-Tenant", "acme")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
		r.ContentLength = int64(len(body))
	}
	reader := bytes.NewReader(nil)
	w := &sink{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		reader.Reset(body)
		if body != nil {
			r.Body = io.NopCloser(reader)
		}
		clear(w.header)
		handler.ServeHTTP(w, r)
	}
	require.Equal(b, want, w.status)
}

func fieldOf(b validator.FieldError) errs.Field {
	return errs.Field{In: "body", Pointer: "/" + b.Field(), Code: b.Tag(), Message: "must keep the rule " + b.Tag()}
}
