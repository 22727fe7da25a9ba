package mvctest

import (
	"net/http"

	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// T is the part of testing.TB that a [Client] uses.
type T interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Client calls an API. Its requests fail the test they were made for. It is safe
// for concurrent use; what it returns is not.
type Client struct {
	t        T
	handler  http.Handler
	document *openapi.Document
	header   http.Header
}

// New returns a client of the handler. A nil document means that answers are not
// checked against one.
func New(t T, handler http.Handler, document *openapi.Document) *Client {
	return &Client{t: t, handler: handler, document: document, header: http.Header{}}
}

// With returns a client that sends the header with every request.
func (c *Client) With(name, value string) *Client {
	copied := *c
	copied.header = c.header.Clone()
	copied.header.Set(name, value)
	return &copied
}

// For returns the client for another test, such as a subtest.
func (c *Client) For(t T) *Client {
	copied := *c
	copied.t = t
	return &copied
}

// Get prepares a GET.
func (c *Client) Get(path string) *Request { return c.Do(http.MethodGet, path, nil) }

// Post prepares a POST with a body; see [Client.Do].
func (c *Client) Post(path string, body any) *Request { return c.Do(http.MethodPost, path, body) }

// Put prepares a PUT with a body; see [Client.Do].
func (c *Client) Put(path string, body any) *Request { return c.Do(http.MethodPut, path, body) }

// Patch prepares a PATCH with a body; see [Client.Do].
func (c *Client) Patch(path string, body any) *Request { return c.Do(http.MethodPatch, path, body) }

// Delete prepares a DELETE.
func (c *Client) Delete(path string) *Request { return c.Do(http.MethodDelete, path, nil) }
