package oracle

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// Config says what to check and how long.
type Config struct {
	// Document is the OpenAPI 3.1 document as JSON or YAML; required.
	Document []byte
	// BaseURL is where the API answers, without the path of the document's server.
	// Either BaseURL or Handler is required.
	BaseURL string
	// Handler is served on a port of its own for the time of the run.
	Handler http.Handler
	// Rounds is how often each operation is asked once with a valid request and
	// Mutants times with a mutated one. 0 means 20.
	Rounds int
	// Mutants is the number of mutated requests in a round; 0 means 3.
	Mutants int
	// Seed makes a run repeatable, as far as the server is; 0 means 1.
	Seed uint64
	// Value returns a value the business accepts for a place in the requests of an
	// operation: a JSON pointer in the body with * for indexes ("/pizzas/*/name"),
	// or "path id", "query status". Returning false leaves the choice to the oracle.
	Value func(operation, place string) (any, bool)
	// Known are ids that exist already, by the path of their collection
	// ("/orders"), beside those that the answers of the run hold.
	Known map[string][]any
	// Prepare changes each request before it is sent, to add credentials.
	Prepare func(*http.Request)
	// Skip leaves out operations by id, such as endless streams. Operations that
	// answer with text/event-stream are left out anyway.
	Skip func(operation string) bool
	// Allow reports findings that are known and meant.
	Allow func(Finding) bool
}

// Run asks every operation of the document and reports what it found. The error is
// about the run itself: a document that is not valid, a server that cannot be
// reached, a context that ended.
func Run(ctx context.Context, config Config) (*Report, error) {
	r, err := newRunner(ctx, config)
	if err != nil {
		return nil, err
	}
	defer r.close()
	for range r.config.Rounds {
		for _, op := range r.operations {
			if err := ctx.Err(); err != nil {
				return r.report, fmt.Errorf("the run was ended: %w", err)
			}
			r.try(ctx, r.valid(op))
			for range r.config.Mutants {
				r.try(ctx, r.mutate(r.valid(op)))
			}
		}
	}
	return r.report, nil
}

// runner is one run.
type runner struct {
	config     Config
	document   *openapi3.T
	base       string
	client     *http.Client
	operations []*operation
	generate   *generator
	known      pool
	report     *Report
	close      func()
}

// operation is one method of one path.
type operation struct {
	id, method, path string
	item             *openapi3.PathItem
	*openapi3.Operation
}

func newRunner(ctx context.Context, config Config) (*runner, error) {
	document, err := Load(ctx, config.Document)
	if err != nil {
		return nil, err
	}
	if (config.BaseURL == "") == (config.Handler == nil) {
		return nil, errors.New("either BaseURL or Handler says where the API answers; set one of them")
	}
	if config.Rounds == 0 {
		config.Rounds = 20
	}
	if config.Mutants == 0 {
		config.Mutants = 3
	}
	if config.Seed == 0 {
		config.Seed = 1
	}
	r := &runner{
		config: config, document: document, base: config.BaseURL, close: func() {},
		client:   &http.Client{Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		generate: &generator{Rand: rand.New(rand.NewPCG(config.Seed, config.Seed)), known: config.Value},
		known:    newPool(config.Known),
		report:   newReport(),
	}
	if config.Handler != nil {
		server := httptest.NewServer(config.Handler)
		r.base, r.close = server.URL, server.Close
	}
	if len(document.Servers) > 0 && strings.HasPrefix(document.Servers[0].URL, "/") {
		r.base += strings.TrimSuffix(document.Servers[0].URL, "/")
	}
	r.operations = r.list()
	return r, nil
}

// Load reads a document and validates it as OpenAPI 3.1, examples included.
func Load(ctx context.Context, raw []byte) (*openapi3.T, error) {
	document, err := openapi3.NewLoader().LoadFromData(raw)
	if err != nil {
		return nil, fmt.Errorf("read the document: %w", err)
	}
	if !document.IsOpenAPI31OrLater() {
		return nil, fmt.Errorf("the document is of version %s; the oracle knows 3.1", document.OpenAPI)
	}
	if err := document.Validate(ctx); err != nil {
		return nil, fmt.Errorf("the document is not valid: %w", err)
	}
	return document, nil
}

// list returns the operations, those first that make the things others ask for.
func (r *runner) list() []*operation {
	order := []string{"POST", "GET", "HEAD", "PUT", "PATCH", "DELETE"}
	var list []*operation
	for path, item := range r.document.Paths.Map() {
		for method, op := range item.Operations() {
			o := &operation{id: op.OperationID, method: method, path: path, item: item, Operation: op}
			if o.id == "" {
				o.id = method + " " + path
			}
			if slices.Contains(order, method) && !o.streams() && (r.config.Skip == nil || !r.config.Skip(o.id)) {
				list = append(list, o)
				r.report.operation(o.id)
			}
		}
	}
	slices.SortFunc(list, func(a, b *operation) int {
		if n := slices.Index(order, a.method) - slices.Index(order, b.method); n != 0 {
			return n
		}
		return strings.Compare(a.path, b.path)
	})
	return list
}

// streams reports whether an answer may never end.
func (o *operation) streams() bool {
	for _, response := range o.Responses.Map() {
		if response.Value != nil && response.Value.Content["text/event-stream"] != nil {
			return true
		}
	}
	return false
}
