package mvctest

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/neuroglia-go/neuroglia/mvc/codec"
)

// Request is a request that is sent by [Request.Expect].
type Request struct {
	client       *Client
	ctx          context.Context // a builder is spent in one call, so it may hold one
	method, path string
	query        url.Values
	header       http.Header
	body         []byte
	undocumented bool
}

// Do prepares a request. A nil body sends none; url.Values are sent as a form; a
// string or []byte is sent as it is, as JSON unless [Request.Header] says
// otherwise; anything else is encoded as JSON. The path may have a query.
func (c *Client) Do(method, path string, body any) *Request {
	c.t.Helper()
	r := &Request{
		client: c, ctx: context.Background(), method: method, path: path,
		query: url.Values{}, header: c.header.Clone(),
	}
	media := "application/json"
	switch b := body.(type) {
	case nil:
		return r
	case string:
		r.body = []byte(b)
	case []byte:
		r.body = b
	case url.Values:
		r.body, media = []byte(b.Encode()), "application/x-www-form-urlencoded"
	default:
		var encoded bytes.Buffer
		if err := codec.New().Marshal(&encoded, body); err != nil {
			c.t.Fatalf("%s %s: the body cannot be encoded: %v", method, path, err)
		}
		r.body = encoded.Bytes()
	}
	r.header.Set("Content-Type", media)
	return r
}

// Header sets a header; an empty value takes it away.
func (r *Request) Header(name, value string) *Request {
	if value == "" {
		r.header.Del(name)
	} else {
		r.header.Set(name, value)
	}
	return r
}

// Query adds a value to the query.
func (r *Request) Query(name, value string) *Request {
	r.query.Add(name, value)
	return r
}

// Cookie adds a cookie.
func (r *Request) Cookie(name, value string) *Request {
	r.header.Add("Cookie", (&http.Cookie{Name: name, Value: value}).String())
	return r
}

// Context sends the request with the context, for streams that end with it.
func (r *Request) Context(ctx context.Context) *Request {
	r.ctx = ctx
	return r
}

// Multipart sends the fields and the files, by name of the field, as a multipart
// form.
func (r *Request) Multipart(fields url.Values, files map[string]File) *Request {
	r.client.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, values := range fields {
		for _, value := range values {
			r.check(form.WriteField(name, value))
		}
	}
	for name, file := range files {
		part, err := form.CreateFormFile(name, file.Name)
		r.check(err)
		_, err = part.Write(file.Content)
		r.check(err)
	}
	r.check(form.Close())
	r.body = body.Bytes()
	return r.Header("Content-Type", form.FormDataContentType())
}

// File is a file of a multipart form.
type File struct {
	// Name is the file's name.
	Name string
	// Content is what is in it.
	Content []byte
}

func (r *Request) check(err error) {
	r.client.t.Helper()
	if err != nil {
		r.client.t.Fatalf("%s %s: the form cannot be written: %v", r.method, r.path, err)
	}
}

// Undocumented sends the request without a look into the document.
func (r *Request) Undocumented() *Request {
	r.undocumented = true
	return r
}

// Expect sends the request and fails the test unless the answer has the status
// and is as the document says.
func (r *Request) Expect(status int) *Response {
	t := r.client.t
	t.Helper()
	response := r.Send()
	if response.Status != status {
		t.Fatalf("%s: expected status %d, got %d\n%s", response.name, status, response.Status, response.excerpt())
	}
	return response
}

// Send sends the request and fails the test unless the answer, of whatever
// status, is as the document says.
func (r *Request) Send() *Response {
	t := r.client.t
	t.Helper()
	recorder := httptest.NewRecorder()
	r.client.handler.ServeHTTP(recorder, r.request())
	response := &Response{
		Status: recorder.Code, Headers: recorder.Result().Header, Body: recorder.Body.Bytes(),
		t: t, name: r.method + " " + r.path,
	}
	if r.client.document != nil && !r.undocumented {
		path, _, _ := strings.Cut(r.path, "?")
		if broken := checkContract(r.client.document, r.method, path, response); broken != "" {
			t.Fatalf("%s: %s\n%s", response.name, broken, response.excerpt())
		}
	}
	return response
}

func (r *Request) request() *http.Request {
	target := r.path
	if len(r.query) > 0 {
		separator := "?"
		if strings.Contains(target, "?") {
			separator = "&"
		}
		target += separator + r.query.Encode()
	}
	var body io.Reader
	if r.body != nil {
		body = bytes.NewReader(r.body)
	}
	request := httptest.NewRequestWithContext(r.ctx, r.method, target, body)
	request.Header = r.header
	return request
}
