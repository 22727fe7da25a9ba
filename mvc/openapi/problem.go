package openapi

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// ProblemName is the name of the schema that every problem response refers to.
const ProblemName = "Problem"

// ProblemSchema returns the schema of a problem document (RFC 9457) as the
// framework writes it: code is the stable reason, errors lists every fault of an
// input with the pointer to its place.
func ProblemSchema() *Schema {
	text := func(doc string) *Schema { return &Schema{Type: Types{TypeString}, Description: doc} }
	return &Schema{
		Type:        Types{TypeObject},
		Description: "What went wrong, in the form of RFC 9457.",
		Required:    []string{"type", "title", "status", "code"},
		Properties: Properties{
			{"type", &Schema{Type: Types{TypeString}, Format: "uri-reference", Description: "Names the kind of problem."}},
			{"title", text("The kind of problem in words; the same for all of its kind.")},
			{"status", &Schema{Type: Types{TypeInteger}, Minimum: "400", Maximum: "599", Description: "The HTTP status."}},
			{"detail", text("What happened this time and what to do next.")},
			{"code", text("The stable reason that a program can act on.")},
			{"instance", &Schema{Type: Types{TypeString}, Format: "uri-reference", Description: "The request that met the problem."}},
			{"errors", &Schema{
				Type: Types{TypeArray}, Description: "Every fault of the input.",
				Items: &Schema{
					Type:     Types{TypeObject},
					Required: []string{"pointer", "code", "message"},
					Properties: Properties{
						{"in", &Schema{Type: Types{TypeString}, Enum: []any{"body", "path", "query", "header", "cookie", "form"}, Description: "The part of the request that holds the value."}},
						{"pointer", text("The JSON pointer of the value within that part.")},
						{"code", text("The rule that was broken.")},
						{"message", text("What is expected.")},
					},
				},
			}},
			{"traceId", text("Finds the request in logs and traces.")},
		},
	}
}

// JSONResponse returns a response of JSON; a nil schema means that it has no body.
func JSONResponse(description string, schema *Schema) *Response {
	r := &Response{Description: description}
	if schema != nil {
		r.Content = map[string]*MediaType{MediaJSON: {Schema: schema}}
	}
	return r
}

// AddProblem returns a response with a problem for the status and puts what it
// refers to into the components. Without codes that is a response that all
// operations share; with codes the response belongs to one operation and lists
// them, as the reasons a client has to tell apart.
func (d *Document) AddProblem(status int, codes ...string) *Response {
	c := &d.Components
	if c.Schemas == nil {
		c.Schemas = map[string]*Schema{}
	}
	if c.Schemas[ProblemName] == nil {
		c.Schemas[ProblemName] = ProblemSchema()
	}
	response := &Response{
		Description: problemText(status),
		Content:     map[string]*MediaType{MediaProblem: {Schema: Ref(ProblemName)}},
	}
	if status == http.StatusUnauthorized {
		response.Headers = map[string]*Header{"WWW-Authenticate": {Description: "How to show who one is.", Schema: String("")}}
	}
	if len(codes) > 0 {
		response.Description += " Codes: " + strings.Join(slices.Compact(slices.Sorted(slices.Values(codes))), ", ") + "."
		return response
	}
	if c.Responses == nil {
		c.Responses = map[string]*Response{}
	}
	name := problemResponseName(status)
	if c.Responses[name] == nil {
		c.Responses[name] = response
	}
	return &Response{Ref: "#/components/responses/" + name}
}

// AddProblems gives the operation a problem response for each of the statuses that
// it does not describe itself. It does nothing when there is no such operation.
func (d *Document) AddProblems(method, path string, statuses ...int) {
	item := d.Paths[path]
	if item == nil || item.Operation(method) == nil {
		return
	}
	op := item.Operation(method)
	if op.Responses == nil {
		op.Responses = map[string]*Response{}
	}
	for _, status := range slices.Sorted(slices.Values(statuses)) {
		if key := strconv.Itoa(status); op.Responses[key] == nil {
			op.Responses[key] = d.AddProblem(status)
		}
	}
}

// problemResponseName is NotFound for 404, Problem499 for a status without a name.
func problemResponseName(status int) string {
	text := http.StatusText(status)
	if text == "" {
		return ProblemName + strconv.Itoa(status)
	}
	return unfit.ReplaceAllString(strings.ReplaceAll(text, " ", ""), "")
}

// problemTexts say for each status what it means to a caller here.
var problemTexts = map[int]string{
	http.StatusBadRequest:            "The request cannot be understood, or makes no sense as it stands.",
	http.StatusUnauthorized:          "The caller has not shown who it is.",
	http.StatusForbidden:             "The caller may not do this.",
	http.StatusNotFound:              "There is no such thing, or the caller may not know of it.",
	http.StatusMethodNotAllowed:      "The path does not know the method; Allow lists those it knows.",
	http.StatusNotAcceptable:         "None of the representations on offer is acceptable.",
	http.StatusConflict:              "The request is at odds with the present state.",
	http.StatusGone:                  "The thing existed and does not any more.",
	http.StatusPreconditionFailed:    "The condition stated in the request no longer holds.",
	http.StatusRequestEntityTooLarge: "The body is too large.",
	http.StatusUnsupportedMediaType:  "The body is of a type that is not read here.",
	http.StatusUnprocessableEntity:   "The request is well formed but its values break the rules; errors lists each of them.",
	http.StatusPreconditionRequired:  "The request must state a condition, such as If-Match.",
	http.StatusTooManyRequests:       "The caller asks too often.",
	http.StatusInternalServerError:   "The server failed.",
	http.StatusNotImplemented:        "The server does not offer this.",
	http.StatusServiceUnavailable:    "The server cannot answer now; try again later.",
	http.StatusGatewayTimeout:        "The work did not end in the time given.",
}

func problemText(status int) string {
	if text := problemTexts[status]; text != "" {
		return text
	}
	return orElse(http.StatusText(status), "The request failed.")
}
