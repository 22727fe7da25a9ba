package oracle

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// try sends the request and records what is wrong with the answer.
func (r *runner) try(ctx context.Context, a *attempt) {
	request, err := a.build(ctx, r.base)
	if err != nil {
		return // what cannot be written cannot be sent
	}
	if r.config.Prepare != nil {
		r.config.Prepare(request)
	}
	r.report.Requests++
	if a.mutation != "" {
		r.report.Mutated++
	}
	shown := show(request, a)
	response, err := r.client.Do(request)
	if err != nil {
		r.found(a, Finding{Kind: NoAnswer, Message: err.Error(), Request: shown})
		return
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close() // read to its end
	if err != nil {
		r.found(a, Finding{Kind: NoAnswer, Status: response.StatusCode, Message: err.Error(), Request: shown})
		return
	}
	r.report.Statuses[a.op.id][response.StatusCode]++
	if response.StatusCode < 300 && a.op.method == http.MethodDelete {
		r.known.forget(a)
	} else if response.StatusCode < 300 {
		r.known.learn(a.op.path, body)
	}
	for _, f := range r.judge(ctx, a, response, body) {
		f.Status, f.Request, f.Answer = response.StatusCode, shown, shorten(string(body))
		r.found(a, f)
	}
}

func (r *runner) found(a *attempt, f Finding) {
	f.Operation, f.Mutation = a.op.id, a.mutation
	if r.config.Allow == nil || !r.config.Allow(f) {
		r.report.add(f)
	}
}

// judge returns what is wrong with the answer.
func (r *runner) judge(ctx context.Context, a *attempt, response *http.Response, body []byte) []Finding {
	var found []Finding
	if response.StatusCode == http.StatusInternalServerError {
		found = append(found, Finding{Kind: ServerError, Message: "the server failed"})
	}
	input, err := r.input(ctx, a)
	if err != nil {
		return found
	}
	invalid := openapi3filter.ValidateRequest(ctx, input)
	if f, ok := judgeAnswer(ctx, input, response, body); !ok {
		found = append(found, f)
	}
	status := response.StatusCode
	switch {
	case (invalid != nil || a.broken) && !a.lenient && status < 300:
		found = append(found, Finding{Kind: AcceptedInvalid, Message: fmt.Sprintf("accepted, although %s: %v", a.mutation, cause(invalid))})
	case invalid == nil && !a.broken && (status == http.StatusUnprocessableEntity || status == http.StatusUnsupportedMediaType):
		found = append(found, Finding{Kind: RefusedValid, Message: "refused, although the document allows it"})
	}
	return found
}

// input is the request as the judge sees it, with a body of its own.
func (r *runner) input(ctx context.Context, a *attempt) (*openapi3filter.RequestValidationInput, error) {
	request, err := a.build(ctx, r.base)
	if err != nil {
		return nil, err
	}
	return &openapi3filter.RequestValidationInput{
		Request:     request,
		PathParams:  a.path,
		QueryParams: a.query,
		Route: &routers.Route{
			Spec: r.document, Path: a.op.path, PathItem: a.op.item, Method: a.op.method, Operation: a.op.Operation,
		},
		Options: &openapi3filter.Options{
			IncludeResponseStatus: true,
			SkipSettingDefaults:   true,
			AuthenticationFunc:    openapi3filter.NoopAuthenticationFunc,
		},
	}, nil
}

// judgeAnswer checks the status, the media type, the headers and the body.
func judgeAnswer(ctx context.Context, input *openapi3filter.RequestValidationInput, response *http.Response, body []byte) (Finding, bool) {
	err := openapi3filter.ValidateResponse(ctx, &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: response.StatusCode, Header: response.Header,
		Body: io.NopCloser(bytes.NewReader(body)), Options: input.Options,
	})
	if err == nil {
		return undescribed(input, response, body)
	}
	kind := SchemaViolation
	if refused, ok := errors.AsType[*openapi3filter.ResponseError](err); ok {
		switch {
		case refused.Reason == "status is not supported":
			return Finding{Kind: UndocumentedStatus, Message: fmt.Sprintf("the status %d is not in the document", response.StatusCode)}, false
		case strings.Contains(refused.Reason, "Content-Type"):
			kind = UndocumentedBody
		}
	}
	return Finding{Kind: kind, Message: err.Error()}, false
}

// undescribed finds a body where the document describes none, which the judge lets pass.
func undescribed(input *openapi3filter.RequestValidationInput, response *http.Response, body []byte) (Finding, bool) {
	described := input.Route.Operation.Responses.Status(response.StatusCode)
	if described == nil || described.Value == nil || len(described.Value.Content) > 0 || len(body) == 0 {
		return Finding{}, true
	}
	return Finding{Kind: UndocumentedBody, Message: fmt.Sprintf("the document describes no body for the status %d", response.StatusCode)}, false
}

func cause(err error) string {
	if err == nil {
		return "it is broken below what a schema can see"
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// show writes the request as a person would type it.
func show(request *http.Request, a *attempt) string {
	text := request.Method + " " + request.URL.RequestURI()
	if a.hasBody {
		raw, contentType, _ := a.bytes()
		text += " (" + contentType + ") " + string(raw)
	}
	return shorten(text)
}

func shorten(s string) string {
	const most = 600
	s = strings.ToValidUTF8(strings.TrimSpace(s), "?")
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}
