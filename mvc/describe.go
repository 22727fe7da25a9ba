package mvc

import (
	"cmp"
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mvc/codec"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// OpenAPI describes the routes, from their types and options. It needs no
// services. Each call makes a new document; the error joins what cannot be
// described.
func (a *App) OpenAPI() (*openapi.Document, error) {
	a.compileAll()
	d := &describer{
		app: a,
		document: &openapi.Document{
			Info:     openapi.Info{Title: a.config.Title, Version: a.config.Version, Description: a.config.Description},
			Security: a.config.Security,
			Tags:     slices.Clone(a.config.Tags),
			Paths:    map[string]*openapi.PathItem{},
		},
		reflector: openapi.NewReflector(openapi.ReflectorConfig{
			Closed: a.config.Limits.UnknownFields == codec.Reject,
			Rules:  a.config.Validator.Rules,
		}),
	}
	d.document.Components.SecuritySchemes = a.config.SecuritySchemes
	for _, e := range a.endpoints {
		if !e.route.spec.hidden {
			d.add(e)
		}
	}
	if a.config.Describe != nil {
		a.config.Describe(d.document)
	}
	return d.document, d.reflector.Publish(d.document)
}

// describer makes one document.
type describer struct {
	app       *App
	document  *openapi.Document
	reflector *openapi.Reflector
}

func (d *describer) add(e *endpoint) {
	rt := e.route
	path := documentPath(rt.pattern)
	op := &openapi.Operation{
		OperationID: rt.spec.name, Summary: rt.spec.summary, Description: rt.spec.description,
		Tags: rt.spec.tags, Deprecated: rt.spec.deprecated,
		Parameters:  d.reflector.Parameters(rt.input),
		RequestBody: d.requestBody(rt),
		Responses:   map[string]*openapi.Response{},
	}
	d.tags(rt.spec.tags)
	d.secure(op, e)
	d.success(op, e)
	d.variants(op, rt)
	if !d.document.Add(rt.method, path, op) {
		return // OpenAPI 3.1 has no word for the method
	}
	d.failures(op, e)
	d.document.AddProblems(rt.method, path, e.refusals()...)
}

// tags adds groups that nobody has described.
func (d *describer) tags(names []string) {
	for _, name := range names {
		if !slices.ContainsFunc(d.document.Tags, func(t openapi.Tag) bool { return t.Name == name }) {
			d.document.Tags = append(d.document.Tags, openapi.Tag{Name: name})
		}
	}
}

func (d *describer) requestBody(rt *route) *openapi.RequestBody {
	body := d.reflector.RequestBody(rt.input)
	if body == nil {
		return nil
	}
	if consumes := rt.spec.consumes; len(consumes) > 0 {
		content := map[string]*openapi.MediaType{}
		for _, described := range body.Content {
			for _, media := range consumes {
				content[media] = described
			}
		}
		body.Content = content
	}
	if rt.spec.request != nil {
		for _, media := range body.Content {
			media.Example = rt.spec.request
		}
	}
	return body
}

// success describes the answer of an action that returned no error.
func (d *describer) success(op *openapi.Operation, e *endpoint) {
	rt := e.route
	status := rt.successStatus()
	response := &openapi.Response{Description: http.StatusText(status), Content: d.content(e)}
	if rt.spec.location != "" || rt.output == reflect.TypeFor[Redirection]() {
		addHeader(response, "Location", "The address to go on at.")
	}
	if hasMethods[Paged](rt.output) {
		addHeader(response, "Link", "The first, previous, next and last page (RFC 8288).")
	}
	reads := rt.method == http.MethodGet
	if isTagged := hasMethods[Tagged](rt.output); isTagged || rt.output == reflect.TypeFor[File]() {
		addHeader(response, "ETag", "The version, for If-Match and If-None-Match.")
		if reads {
			op.Responses["304"] = &openapi.Response{Description: "The version is the one the client has."}
		}
	}
	if rt.output == reflect.TypeFor[File]() {
		op.Responses["206"] = &openapi.Response{Description: "The part of the file that was asked for.", Content: response.Content}
	}
	op.Responses[strconv.Itoa(status)] = response
}

func addHeader(r *openapi.Response, name, description string) {
	if r.Headers == nil {
		r.Headers = map[string]*openapi.Header{}
	}
	r.Headers[name] = &openapi.Header{Description: description, Schema: openapi.String("")}
}

// content describes the body of the success, by media type.
func (d *describer) content(e *endpoint) map[string]*openapi.MediaType {
	rt := e.route
	switch {
	case rt.stream != nil:
		return map[string]*openapi.MediaType{mediaEvents: {Schema: d.reflector.Output(rt.stream), Example: rt.spec.example}}
	case rt.output == reflect.TypeFor[File](), rt.output == reflect.TypeFor[Stream]():
		return opaque(rt.spec.produces)
	}
	var content map[string]*openapi.MediaType
	for i, encoder := range e.encoders {
		if content == nil {
			content = map[string]*openapi.MediaType{}
		}
		described := &openapi.MediaType{Schema: &openapi.Schema{}}
		if _, isJSON := encoder.(jsonEncoder); isJSON {
			described = &openapi.MediaType{Schema: d.reflector.Output(rt.output), Example: rt.spec.example}
		}
		content[e.offers[i]] = described
	}
	return content
}

// opaque describes content that is whatever it is.
func opaque(media []string) map[string]*openapi.MediaType {
	if len(media) == 0 {
		media = []string{"application/octet-stream"}
	}
	content := map[string]*openapi.MediaType{}
	for _, m := range media {
		content[m] = &openapi.MediaType{Schema: &openapi.Schema{}}
	}
	return content
}

// variants describes what the Responds options name.
func (d *describer) variants(op *openapi.Operation, rt *route) {
	for _, v := range rt.spec.responses {
		response := openapi.JSONResponse(v.description, nil)
		if !isNone(v.body) {
			response = openapi.JSONResponse(v.description, d.reflector.Output(v.body))
		}
		op.Responses[strconv.Itoa(v.status)] = response
	}
}

// failures describes what the Fails options name, one response for each status
// with all of its codes, those of the framework included.
func (d *describer) failures(op *openapi.Operation, e *endpoint) {
	codes := map[int][]string{}
	for _, f := range e.route.spec.failures {
		status := StatusOf(f.kind)
		codes[status] = append(codes[status], f.codes...)
	}
	for _, status := range e.refusals() {
		if own := refusalCode(status); len(codes[status]) > 0 && own != "" {
			codes[status] = append(codes[status], own)
		}
	}
	for status, names := range codes {
		op.Responses[strconv.Itoa(status)] = d.document.AddProblem(status, names...)
	}
}

// refusalCode is the code of the framework's own answers with a status that
// actions use too.
func refusalCode(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "malformed_body"
	case http.StatusUnprocessableEntity:
		return "validation_failed"
	case http.StatusUnauthorized:
		return auth.CodeNotAuthenticated
	case http.StatusForbidden:
		return auth.CodeForbidden
	}
	return ""
}

// refusals lists the statuses that the framework itself answers the route with.
func (e *endpoint) refusals() []int {
	statuses := []int{http.StatusInternalServerError}
	add := func(when bool, more ...int) {
		if when {
			statuses = append(statuses, more...)
		}
	}
	p, rt := e.plan, e.route
	add(p.body == bodyJSON || p.body == bodyForm, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	add(p.body == bodyRaw, http.StatusBadRequest, http.StatusRequestEntityTooLarge)
	add(p.body == bodyRaw && len(rt.spec.consumes) > 0, http.StatusUnsupportedMediaType)
	add(p.takesValues(), http.StatusUnprocessableEntity)
	add(len(e.offers) > 0, http.StatusNotAcceptable)
	add(e.timeout > 0, http.StatusGatewayTimeout)
	add(p.hasPrecondition() || rt.output == reflect.TypeFor[File](), http.StatusPreconditionFailed)
	add(rt.output == reflect.TypeFor[File](), http.StatusRequestedRangeNotSatisfiable)
	add(len(rt.spec.security) > 0 || e.guard.closed(), http.StatusUnauthorized)
	add(len(rt.spec.security) > 0 || e.guard.ranks(), http.StatusForbidden)
	slices.SortFunc(statuses, cmp.Compare[int])
	return slices.Compact(statuses)
}

// takesValues reports whether a request can break a rule.
func (p *plan) takesValues() bool {
	return p.body == bodyJSON || p.body == bodyForm ||
		len(p.path)+len(p.query.params)+len(p.header)+len(p.cookie) > 0
}

// hasPrecondition reports whether the input holds If-Match or If-None-Match.
func (p *plan) hasPrecondition() bool {
	return slices.ContainsFunc(p.header, func(h *param) bool {
		return h.name == "If-Match" || h.name == "If-None-Match"
	})
}
