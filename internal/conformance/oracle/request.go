package oracle

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// attempt is one request before it is sent.
type attempt struct {
	op          *operation
	path        map[string]string
	query       url.Values
	header      http.Header
	contentType string
	body        any    // the value of the body
	raw         []byte // the bytes of the body, when they are not those of the value
	hasBody     bool
	schema      *openapi3.Schema // of the body

	mutation string // what is wrong with it
	lenient  bool   // accepting it is no finding
	broken   bool   // wrong below what a schema can see
}

// valid makes a request that the document allows.
func (r *runner) valid(op *operation) *attempt {
	a := &attempt{op: op, path: map[string]string{}, query: url.Values{}, header: http.Header{}}
	for _, p := range op.parameters() {
		if p.Required || r.generate.chance(50) {
			r.fill(a, p)
		}
	}
	if op.RequestBody == nil || op.RequestBody.Value == nil {
		return a
	}
	body := op.RequestBody.Value
	if !body.Required && r.generate.chance(20) {
		return a
	}
	a.contentType = preferred(body.Content)
	a.hasBody = true
	if media := body.Content[a.contentType]; media != nil && media.Schema != nil {
		a.schema = media.Schema.Value
		a.body = r.generate.fitting(a.schema, place{operation: op.id})
	}
	return a
}

// parameters are those of the operation, and those of its path that it does not
// replace.
func (o *operation) parameters() []*openapi3.Parameter {
	var out []*openapi3.Parameter
	for _, ref := range o.Operation.Parameters {
		out = append(out, ref.Value)
	}
	for _, ref := range o.item.Parameters {
		if o.Operation.Parameters.GetByInAndName(ref.Value.In, ref.Value.Name) == nil {
			out = append(out, ref.Value)
		}
	}
	return out
}

func preferred(content openapi3.Content) string {
	for _, known := range []string{"application/json", "multipart/form-data", "application/x-www-form-urlencoded"} {
		if content[known] != nil {
			return known
		}
	}
	var names []string
	for name := range content {
		names = append(names, name)
	}
	slices.Sort(names)
	return append(names, "application/octet-stream")[0]
}

// fill gives the parameter a value.
func (r *runner) fill(a *attempt, p *openapi3.Parameter) {
	if p.Schema == nil || p.Schema.Value == nil {
		return
	}
	at := place{operation: a.op.id, pointer: p.In + " " + p.Name}
	var value any
	if known, ok := r.known.pick(r.generate, a.op.path, p.Name); p.In == "path" && ok && r.generate.chance(80) {
		value = known
	} else {
		value = r.generate.fitting(p.Schema.Value, at)
	}
	a.set(p, textsOf(value))
}

// textsOf writes a value the way parameters are written: a list once per item.
func textsOf(v any) []string {
	list, ok := v.([]any)
	if !ok {
		return []string{textOf(v)}
	}
	var out []string
	for _, item := range list {
		out = append(out, textOf(item))
	}
	return out
}

func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case nil:
		return ""
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(raw)
}

// set writes the parameter into the request.
func (a *attempt) set(p *openapi3.Parameter, texts []string) {
	if len(texts) == 0 {
		return // an empty list is written by leaving the parameter out
	}
	switch p.In {
	case "path":
		a.path[p.Name] = strings.Join(texts, ",")
	case "query":
		if p.Explode != nil && !*p.Explode {
			texts = []string{strings.Join(texts, ",")}
		}
		a.query[p.Name] = texts
	case "header":
		a.header.Set(p.Name, headerText(strings.Join(texts, ",")))
	case "cookie":
		a.header.Add("Cookie", p.Name+"="+url.QueryEscape(strings.Join(texts, ",")))
	}
}

// headerText leaves out what a header cannot carry.
func headerText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
}

// build makes the HTTP request; calling it twice gives two requests alike.
func (a *attempt) build(ctx context.Context, base string) (*http.Request, error) {
	path := a.op.path
	for name, value := range a.path {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
	}
	if len(a.query) > 0 {
		path += "?" + a.query.Encode()
	}
	body, contentType, err := a.bytes()
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, a.op.method, base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if !a.hasBody {
		request.Body, request.ContentLength = http.NoBody, 0
	}
	request.Header = a.header.Clone()
	if a.hasBody && contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	return request, nil
}

// bytes writes the body in its media type.
func (a *attempt) bytes() ([]byte, string, error) {
	switch {
	case !a.hasBody:
		return nil, "", nil
	case a.raw != nil:
		return a.raw, a.contentType, nil
	case a.contentType == "multipart/form-data":
		return multipartBody(a.body)
	case a.contentType == "application/x-www-form-urlencoded":
		return []byte(formOf(a.body).Encode()), a.contentType, nil
	case strings.Contains(a.contentType, "json"):
		raw, err := json.Marshal(a.body)
		return raw, a.contentType, err
	}
	return []byte(textOf(a.body)), a.contentType, nil
}

func formOf(body any) url.Values {
	form := url.Values{}
	fields, _ := body.(map[string]any)
	for name, value := range fields {
		form[name] = textsOf(value)
	}
	return form
}

// multipartBody writes every text as a field, and what is no text as a file would be.
func multipartBody(body any) ([]byte, string, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.SetBoundary("oracle-boundary-7e1c"); err != nil {
		return nil, "", err
	}
	form := formOf(body)
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, text := range form[name] {
			part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name=%q`, name)}})
			if err != nil {
				return nil, "", err
			}
			if _, err := part.Write([]byte(text)); err != nil {
				return nil, "", err
			}
		}
	}
	err := w.Close()
	return b.Bytes(), w.FormDataContentType(), err
}
