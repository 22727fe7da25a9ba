package openapi

import (
	"iter"
	"net/http"
	"strings"
)

// PathItem holds the operations of one path.
type PathItem struct {
	Ref         string       `json:"$ref,omitempty"`
	Summary     string       `json:"summary,omitempty"`
	Description string       `json:"description,omitempty"`
	Get         *Operation   `json:"get,omitempty"`
	Put         *Operation   `json:"put,omitempty"`
	Post        *Operation   `json:"post,omitempty"`
	Delete      *Operation   `json:"delete,omitempty"`
	Options     *Operation   `json:"options,omitempty"`
	Head        *Operation   `json:"head,omitempty"`
	Patch       *Operation   `json:"patch,omitempty"`
	Trace       *Operation   `json:"trace,omitempty"`
	Servers     []Server     `json:"servers,omitempty"`
	Parameters  []*Parameter `json:"parameters,omitempty"`
	Extensions  Extensions   `json:"-"`
}

// Operation is one method of one path.
type Operation struct {
	Tags         []string               `json:"tags,omitempty"`
	Summary      string                 `json:"summary,omitempty"`
	Description  string                 `json:"description,omitempty"`
	ExternalDocs *ExternalDocs          `json:"externalDocs,omitempty"`
	OperationID  string                 `json:"operationId,omitempty"`
	Parameters   []*Parameter           `json:"parameters,omitempty"`
	RequestBody  *RequestBody           `json:"requestBody,omitempty"`
	Responses    map[string]*Response   `json:"responses,omitempty"`
	Deprecated   bool                   `json:"deprecated,omitempty"`
	Security     *[]SecurityRequirement `json:"security,omitempty"`
	Servers      []Server               `json:"servers,omitempty"`
	Extensions   Extensions             `json:"-"`
}

// Parameter is a value outside the body. In is path, query, header or cookie.
type Parameter struct {
	Ref             string                `json:"$ref,omitempty"`
	Name            string                `json:"name,omitempty"`
	In              string                `json:"in,omitempty"`
	Description     string                `json:"description,omitempty"`
	Required        bool                  `json:"required,omitempty"`
	Deprecated      bool                  `json:"deprecated,omitempty"`
	AllowEmptyValue bool                  `json:"allowEmptyValue,omitempty"`
	Style           string                `json:"style,omitempty"`
	Explode         *bool                 `json:"explode,omitempty"`
	Schema          *Schema               `json:"schema,omitempty"`
	Example         any                   `json:"example,omitempty"`
	Examples        map[string]*Example   `json:"examples,omitempty"`
	Content         map[string]*MediaType `json:"content,omitempty"`
	Extensions      Extensions            `json:"-"`
}

// RequestBody is the body of a request by media type.
type RequestBody struct {
	Ref         string                `json:"$ref,omitempty"`
	Description string                `json:"description,omitempty"`
	Content     map[string]*MediaType `json:"content"`
	Required    bool                  `json:"required,omitempty"`
}

// MediaType is a body in one representation. Example and Examples exclude each other.
type MediaType struct {
	Schema   *Schema              `json:"schema,omitempty"`
	Example  any                  `json:"example,omitempty"`
	Examples map[string]*Example  `json:"examples,omitempty"`
	Encoding map[string]*Encoding `json:"encoding,omitempty"`
}

// Encoding says how one property of a form is written.
type Encoding struct {
	ContentType string             `json:"contentType,omitempty"`
	Headers     map[string]*Header `json:"headers,omitempty"`
	Style       string             `json:"style,omitempty"`
	Explode     *bool              `json:"explode,omitempty"`
}

// Response is one answer of an operation. Description is required by the
// specification and written even when it is empty.
type Response struct {
	Ref         string                `json:"$ref,omitempty"`
	Description string                `json:"description"`
	Headers     map[string]*Header    `json:"headers,omitempty"`
	Content     map[string]*MediaType `json:"content,omitempty"`
	Links       map[string]*Link      `json:"links,omitempty"`
	Extensions  Extensions            `json:"-"`
}

// Header is a header of a response.
type Header struct {
	Ref         string  `json:"$ref,omitempty"`
	Description string  `json:"description,omitempty"`
	Required    bool    `json:"required,omitempty"`
	Deprecated  bool    `json:"deprecated,omitempty"`
	Schema      *Schema `json:"schema,omitempty"`
	Example     any     `json:"example,omitempty"`
}

// Link says which operation may follow a response and with which values.
type Link struct {
	Ref          string         `json:"$ref,omitempty"`
	OperationRef string         `json:"operationRef,omitempty"`
	OperationID  string         `json:"operationId,omitempty"`
	Parameters   map[string]any `json:"parameters,omitempty"`
	RequestBody  any            `json:"requestBody,omitempty"`
	Description  string         `json:"description,omitempty"`
}

// Example is a value with words.
type Example struct {
	Ref           string `json:"$ref,omitempty"`
	Summary       string `json:"summary,omitempty"`
	Description   string `json:"description,omitempty"`
	Value         any    `json:"value,omitempty"`
	ExternalValue string `json:"externalValue,omitempty"`
}

// Operations yields the operations of the path by upper-case method, in the
// order in which they are written.
func (p *PathItem) Operations() iter.Seq2[string, *Operation] {
	return func(yield func(string, *Operation) bool) {
		for _, method := range methods {
			if op := *p.slot(method); op != nil && !yield(method, op) {
				return
			}
		}
	}
}

// Operation returns the operation of the method in any case, nil when there is none.
func (p *PathItem) Operation(method string) *Operation {
	if slot := p.slot(strings.ToUpper(method)); slot != nil {
		return *slot
	}
	return nil
}

// Set puts the operation at the method, in any case. It reports false, and does
// nothing, for a method that OpenAPI 3.1 cannot describe.
func (p *PathItem) Set(method string, op *Operation) bool {
	slot := p.slot(strings.ToUpper(method))
	if slot == nil {
		return false
	}
	*slot = op
	return true
}

var methods = [...]string{
	http.MethodGet, http.MethodPut, http.MethodPost, http.MethodDelete,
	http.MethodOptions, http.MethodHead, http.MethodPatch, http.MethodTrace,
}

func (p *PathItem) slot(method string) **Operation {
	switch method {
	case http.MethodGet:
		return &p.Get
	case http.MethodPut:
		return &p.Put
	case http.MethodPost:
		return &p.Post
	case http.MethodDelete:
		return &p.Delete
	case http.MethodOptions:
		return &p.Options
	case http.MethodHead:
		return &p.Head
	case http.MethodPatch:
		return &p.Patch
	case http.MethodTrace:
		return &p.Trace
	}
	return nil
}

// Add puts the operation into the document, creating the path where needed. It
// reports false, and does nothing, for a method that OpenAPI 3.1 cannot describe.
func (d *Document) Add(method, path string, op *Operation) bool {
	item := d.Paths[path]
	if item == nil {
		item = &PathItem{}
	}
	if !item.Set(method, op) {
		return false
	}
	if d.Paths == nil {
		d.Paths = map[string]*PathItem{}
	}
	d.Paths[path] = item
	return true
}
