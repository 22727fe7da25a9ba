package openfga

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Config says which server is asked.
type Config struct {
	// URL is where the server is, with http or https: "https://fga.example.com". Required.
	URL string
	// Store is the id of the store. Required.
	Store string
	// Model is the id of the authorization model. Empty means the newest one of the store,
	// which may change while the service runs.
	Model string
	// Token is the preshared key. Empty means none.
	Token auth.Secret
	// Timeout bounds each request. Zero means three seconds.
	Timeout time.Duration
	// Transport carries the requests. Nil means a clone of http.DefaultTransport.
	Transport http.RoundTripper
}

// What a server takes in one request unless it is told otherwise.
const (
	maxWrite = 100
	maxBatch = 50
)

// Client is a [rebac.Authorizer] that asks a server. It is safe for concurrent use.
type Client struct {
	cfg  Config
	base *url.URL
	http *http.Client
}

var _ rebac.Authorizer = (*Client)(nil)

// New returns a client; it does not ask the server anything. The error lists what is wrong
// with the configuration.
func New(cfg Config) (*Client, error) {
	c, err := open(cfg)
	if cfg.Store == "" {
		err = errors.Join(err, errors.New("openfga: the store is not set; set it to the id that the server gave it"))
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// open returns a client that may have no store yet.
func open(cfg Config) (*Client, error) {
	if cfg.Timeout == 0 {
		cfg.Timeout = 3 * time.Second
	}
	if cfg.Transport == nil {
		cfg.Transport = http.DefaultTransport
		if t, ok := http.DefaultTransport.(*http.Transport); ok {
			cfg.Transport = t.Clone()
		}
	}
	base, err := url.Parse(cfg.URL)
	switch {
	case err != nil, base.Scheme != "http" && base.Scheme != "https", base.Host == "":
		err = errors.New("openfga: the URL is none of a server; write it as https://fga.example.com")
	case base.User != nil, base.RawQuery != "", base.Fragment != "":
		err = errors.New("openfga: the URL has more than scheme, host and path; the key belongs into the token")
	}
	if cfg.Timeout < 0 {
		err = errors.Join(err, fmt.Errorf("openfga: the timeout %s is negative; leave it out for three seconds", cfg.Timeout))
	}
	// A redirect would carry the key and the question elsewhere.
	follow := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{cfg: cfg, base: base, http: &http.Client{Transport: cfg.Transport, CheckRedirect: follow}}, err
}

// Check implements [rebac.Authorizer].
func (c *Client) Check(ctx context.Context, question rebac.Tuple) (bool, error) {
	if err := question.Validate(); err != nil {
		return false, err
	}
	var answer struct {
		Allowed bool `json:"allowed"`
	}
	err := c.post(ctx, "check", checkRequest{Key: key(question), Model: c.cfg.Model}, &answer)
	return answer.Allowed && err == nil, err
}

// BatchCheck implements [rebac.Authorizer].
func (c *Client) BatchCheck(ctx context.Context, questions []rebac.Tuple) ([]bool, error) {
	for _, q := range questions {
		if err := q.Validate(); err != nil {
			return nil, err
		}
	}
	answers := make([]bool, 0, len(questions))
	for some := range slices.Chunk(questions, maxBatch) {
		more, err := c.batch(ctx, some)
		if err != nil {
			return nil, err
		}
		answers = append(answers, more...)
	}
	return answers, nil
}

// batch asks as many questions as fit into one request.
func (c *Client) batch(ctx context.Context, questions []rebac.Tuple) ([]bool, error) {
	request := batchRequest{Model: c.cfg.Model}
	for i, q := range questions {
		request.Checks = append(request.Checks, batchItem{Key: key(q), ID: strconv.Itoa(i)})
	}
	var reply struct {
		Result map[string]batchResult `json:"result"`
	}
	if err := c.post(ctx, "batch-check", request, &reply); err != nil {
		return nil, err
	}
	answers := make([]bool, 0, len(questions))
	for i, q := range questions {
		result, ok := reply.Result[strconv.Itoa(i)]
		switch {
		case !ok:
			return nil, unavailable(fmt.Errorf("the server left %s unanswered", q))
		case result.Error != nil:
			return nil, result.Error.fault()
		}
		answers = append(answers, result.Allowed)
	}
	return answers, nil
}

// ListObjects implements [rebac.Authorizer].
func (c *Client) ListObjects(ctx context.Context, user, relation, objectType string) ([]string, error) {
	if err := (rebac.Tuple{User: user, Relation: relation, Object: rebac.Object(objectType, "any")}).Validate(); err != nil {
		return nil, err
	}
	request := map[string]string{"user": user, "relation": relation, "type": objectType}
	if c.cfg.Model != "" {
		request["authorization_model_id"] = c.cfg.Model
	}
	var reply struct {
		Objects []string `json:"objects"`
	}
	if err := c.post(ctx, "list-objects", request, &reply); err != nil {
		return nil, err
	}
	slices.Sort(reply.Objects)
	return slices.Compact(reply.Objects), nil
}

// Ping says whether the server can be reached, takes the key and has the store.
func (c *Client) Ping(ctx context.Context) error {
	return c.send(ctx, http.MethodGet, c.path(), nil, nil)
}

// Provision writes the model to the store of the configuration, creating a store of that
// name where the configuration has none, and returns the configuration with both ids in it.
func Provision(ctx context.Context, cfg Config, name string, model *rebac.Model) (Config, error) {
	c, err := open(cfg)
	if err != nil {
		return cfg, err
	}
	if cfg.Store == "" {
		var store struct {
			ID string `json:"id"`
		}
		if err := c.send(ctx, http.MethodPost, c.base.JoinPath("stores"), map[string]string{"name": name}, &store); err != nil {
			return cfg, fmt.Errorf("create the store %q: %w", name, err)
		}
		cfg.Store, c.cfg.Store = store.ID, store.ID
	}
	var written struct {
		ID string `json:"authorization_model_id"`
	}
	if err := c.post(ctx, "authorization-models", model, &written); err != nil {
		return cfg, fmt.Errorf("write the model of the store %q: %w", cfg.Store, err)
	}
	cfg.Model = written.ID
	return cfg, nil
}

// unavailable is an error of a server that gave no answer.
func unavailable(cause error) error {
	return errs.Unavailable(rebac.CodeUnavailable, "whether this is allowed cannot be found out now; try again later").Wrap(cause)
}
