package openfga

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/errs"
)

// tupleKey is a tuple as the server writes it.
type tupleKey struct {
	User     string `json:"user"`
	Relation string `json:"relation"`
	Object   string `json:"object"`
}

func key(t rebac.Tuple) tupleKey { return tupleKey(t) }

func keys(tuples []rebac.Tuple) []tupleKey {
	all := make([]tupleKey, 0, len(tuples))
	for _, t := range tuples {
		all = append(all, key(t))
	}
	return all
}

type checkRequest struct {
	Key   tupleKey `json:"tuple_key"`
	Model string   `json:"authorization_model_id,omitempty"`
}

type batchRequest struct {
	Checks []batchItem `json:"checks"`
	Model  string      `json:"authorization_model_id,omitempty"`
}

type batchItem struct {
	Key tupleKey `json:"tuple_key"`
	ID  string   `json:"correlation_id"`
}

type batchResult struct {
	Allowed bool        `json:"allowed"`
	Error   *batchError `json:"error"`
}

// batchError is why one question of a batch has no answer.
type batchError struct {
	Input    string `json:"input_error"`
	Internal string `json:"internal_error"`
	Message  string `json:"message"`
}

func (e *batchError) fault() error {
	return refusal{Code: e.Input + e.Internal, Message: e.Message}.fault()
}

type writeRequest struct {
	Writes  *writes  `json:"writes,omitempty"`
	Deletes *deletes `json:"deletes,omitempty"`
	Model   string   `json:"authorization_model_id,omitempty"`
}

type writes struct {
	Keys        []tupleKey `json:"tuple_keys"`
	OnDuplicate string     `json:"on_duplicate"`
}

type deletes struct {
	Keys      []tupleKey `json:"tuple_keys"`
	OnMissing string     `json:"on_missing"`
}

// refusal is an answer that is none of success.
type refusal struct {
	Status  int    `json:"-"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (r refusal) Error() string {
	return fmt.Sprintf("the OpenFGA server answered %d %s: %.500s", r.Status, r.Code, r.Message)
}

// fault turns the codes of the server into ours. What the server did not understand is a
// fault of the program, for whatever is no tuple has been refused before it was sent.
func (r refusal) fault() error {
	switch r.Code {
	case "validation_error", "type_not_found", "relation_not_found", "invalid_tuple", "invalid_user", "invalid_object_format":
		return errs.Internal(rebac.CodeModelMismatch, "the model of the OpenFGA store has no place for this").Wrap(r)
	case "invalid_authorization_model":
		return errs.Internal(rebac.CodeModelMismatch, "the OpenFGA server refuses the model").Wrap(r)
	case "authorization_model_resolution_too_complex":
		return errs.Internal(rebac.CodeTooComplex, "the answer takes more steps than the OpenFGA server allows; make the relations simpler").Wrap(r)
	}
	return unavailable(r)
}

// codeOf returns the code with which the server refused, "" when it did not.
func codeOf(err error) string {
	if r, ok := errors.AsType[refusal](err); ok {
		return r.Code
	}
	return ""
}

// maxReply bounds what is read of an answer: a thousand objects are a quarter of it.
const maxReply = 1 << 20

func (c *Client) path(parts ...string) *url.URL {
	return c.base.JoinPath(append([]string{"stores", url.PathEscape(c.cfg.Store)}, parts...)...)
}

// post asks the store.
func (c *Client) post(ctx context.Context, what string, request, reply any) error {
	return c.send(ctx, http.MethodPost, c.path(what), request, reply)
}

func (c *Client) send(ctx context.Context, method string, to *url.URL, request, reply any) error {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	var body io.Reader
	if request != nil {
		content, err := json.Marshal(request)
		if err != nil {
			return fmt.Errorf("write the request to the OpenFGA server: %w", err)
		}
		body = bytes.NewReader(content)
	}
	r, err := http.NewRequestWithContext(ctx, method, to.String(), body)
	if err != nil {
		return fmt.Errorf("make the request to the OpenFGA server: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	if !c.cfg.Token.IsZero() {
		r.Header.Set("Authorization", "Bearer "+c.cfg.Token.Reveal())
	}
	response, err := c.http.Do(r)
	if err != nil {
		return unavailable(err)
	}
	return c.receive(response, reply)
}

func (c *Client) receive(response *http.Response, reply any) error {
	content, err := io.ReadAll(io.LimitReader(response.Body, maxReply+1))
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return unavailable(fmt.Errorf("read the answer of the OpenFGA server: %w", err))
	}
	if len(content) > maxReply {
		return unavailable(fmt.Errorf("the answer of the OpenFGA server is longer than %d bytes", maxReply))
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		refused := refusal{Status: response.StatusCode}
		if json.Unmarshal(content, &refused) != nil {
			refused.Message = "an answer that is no JSON, as of a proxy"
		}
		return refused.fault()
	}
	if reply == nil {
		return nil
	}
	if err := json.Unmarshal(content, reply); err != nil {
		return unavailable(fmt.Errorf("understand the answer of the OpenFGA server: %w", err))
	}
	return nil
}
