package openapi

// Version is the version of the OpenAPI Specification that documents state
// when [Document.OpenAPI] is empty.
const Version = "3.1.1"

// Document is the description of one API. It is plain data: build it with
// literals, with a [Reflector], or with both. A Document that nobody changes any
// more is safe for concurrent use.
type Document struct {
	// OpenAPI is the version of the specification; empty means [Version].
	OpenAPI string `json:"openapi"`
	// Info says what the API is. Title and Version are required.
	Info Info `json:"info"`
	// Servers are the base addresses; none is written as what it means, "/".
	Servers []Server `json:"servers"`
	// Security lists the alternatives that apply to operations without their own. It
	// is written even when it is empty, which says that no credentials are needed.
	Security []SecurityRequirement `json:"security"`
	// Tags are the groups of operations in the order in which readers see them.
	Tags []Tag `json:"tags,omitempty"`
	// Paths are the operations by path template ("/orders/{id}").
	Paths map[string]*PathItem `json:"paths"`
	// Webhooks are requests that the API sends, by a name of their own.
	Webhooks map[string]*PathItem `json:"webhooks,omitempty"`
	// Components are the parts that others refer to.
	Components Components `json:"components,omitzero"`
	// ExternalDocs points at further reading.
	ExternalDocs *ExternalDocs `json:"externalDocs,omitempty"`
	// Extensions are written beside the fields above.
	Extensions Extensions `json:"-"`
}

// Info says what an API is.
type Info struct {
	// Title is the name of the API; required.
	Title string `json:"title"`
	// Summary is one short sentence.
	Summary string `json:"summary,omitempty"`
	// Description may be CommonMark of any length.
	Description string `json:"description,omitempty"`
	// TermsOfService is a URL.
	TermsOfService string `json:"termsOfService,omitempty"`
	// Contact is whom to ask.
	Contact *Contact `json:"contact,omitempty"`
	// License is what users may do with the API.
	License *License `json:"license,omitempty"`
	// Version is the version of the API, not of the specification; required.
	Version string `json:"version"`
	// Extensions are written beside the fields above.
	Extensions Extensions `json:"-"`
}

// Contact is whom to ask about an API.
type Contact struct {
	Name  string `json:"name,omitempty"`
	URL   string `json:"url,omitempty"`
	Email string `json:"email,omitempty"`
}

// License is what users of an API may do. Identifier is an SPDX expression and
// excludes URL.
type License struct {
	Name       string `json:"name"`
	Identifier string `json:"identifier,omitempty"`
	URL        string `json:"url,omitempty"`
}

// Server is a base address; a relative URL is relative to the document.
type Server struct {
	URL         string                    `json:"url"`
	Description string                    `json:"description,omitempty"`
	Variables   map[string]ServerVariable `json:"variables,omitempty"`
}

// ServerVariable is a part of a server's URL that its reader chooses.
type ServerVariable struct {
	Enum        []string `json:"enum,omitempty"`
	Default     string   `json:"default"`
	Description string   `json:"description,omitempty"`
}

// Tag is a group of operations.
type Tag struct {
	Name         string        `json:"name"`
	Description  string        `json:"description,omitempty"`
	ExternalDocs *ExternalDocs `json:"externalDocs,omitempty"`
	Extensions   Extensions    `json:"-"`
}

// ExternalDocs points at further reading.
type ExternalDocs struct {
	URL         string `json:"url"`
	Description string `json:"description,omitempty"`
}

// Extensions are fields outside the specification. Each name begins with "x-".
type Extensions map[string]any

// Components are the parts of a document that others refer to by
// "#/components/<kind>/<name>". Names match ^[a-zA-Z0-9._-]+$ and are written in
// alphabetical order.
type Components struct {
	Schemas         map[string]*Schema         `json:"schemas,omitempty"`
	Responses       map[string]*Response       `json:"responses,omitempty"`
	Parameters      map[string]*Parameter      `json:"parameters,omitempty"`
	Examples        map[string]*Example        `json:"examples,omitempty"`
	RequestBodies   map[string]*RequestBody    `json:"requestBodies,omitempty"`
	Headers         map[string]*Header         `json:"headers,omitempty"`
	SecuritySchemes map[string]*SecurityScheme `json:"securitySchemes,omitempty"`
	Links           map[string]*Link           `json:"links,omitempty"`
}
