package mvctest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// checkContract returns how the answer differs from the document, "" when it
// does not.
func checkContract(d *openapi.Document, method, path string, r *Response) string {
	item := findPath(d, path)
	operation := operationOf(item, method)
	if operation == nil {
		return checkStray(d, method, r)
	}
	described := operation.Responses[strconv.Itoa(r.Status)]
	if described == nil {
		described = operation.Responses["default"]
	}
	if described == nil {
		return fmt.Sprintf("the document does not name the status %d; add it to the route with mvc.Fails or mvc.Responds", r.Status)
	}
	described = d.ResolveResponse(described)
	for name, header := range described.Headers {
		if header = d.ResolveHeader(header); header.Required && r.Header(name) == "" {
			return "the header " + name + " is missing, which the document requires"
		}
	}
	if method == http.MethodHead {
		return ""
	}
	return checkBody(d, described, r)
}

// operationOf returns the operation; HEAD is what GET is.
func operationOf(item *openapi.PathItem, method string) *openapi.Operation {
	if item == nil {
		return nil
	}
	operation := item.Operation(method)
	if operation == nil && method == http.MethodHead {
		return item.Operation(http.MethodGet)
	}
	return operation
}

// checkStray judges an answer to a request that no operation is described for.
func checkStray(d *openapi.Document, method string, r *Response) string {
	switch {
	case method == http.MethodOptions && r.Status == http.StatusNoContent:
		return ""
	case r.Status != http.StatusNotFound && r.Status != http.StatusMethodNotAllowed:
		return fmt.Sprintf("the document does not know the address, and yet it was answered with %d; call Undocumented for a hidden route", r.Status)
	}
	return checkBody(d, &openapi.Response{Content: map[string]*openapi.MediaType{
		openapi.MediaProblem: {Schema: openapi.ProblemSchema()},
	}}, r)
}

func checkBody(d *openapi.Document, described *openapi.Response, r *Response) string {
	if len(described.Content) == 0 {
		if len(r.Body) > 0 {
			return fmt.Sprintf("the document has no body for the status %d", r.Status)
		}
		return ""
	}
	media, _, err := mime.ParseMediaType(r.Header("Content-Type"))
	if err != nil {
		return fmt.Sprintf("the Content-Type %q cannot be read: %v", r.Header("Content-Type"), err)
	}
	content := described.Content[media]
	switch {
	case content == nil:
		return fmt.Sprintf("the document does not name the media type %s for the status %d", media, r.Status)
	case content.Schema == nil:
		return ""
	case media == openapi.MediaJSON, strings.HasSuffix(media, "+json"):
		return checkJSON(d, content.Schema, r.Body)
	case media == "text/event-stream":
		return checkEvents(d, content.Schema, r)
	default:
		return ""
	}
}

// checkEvents checks the data of every event; an event named error holds a
// problem.
func checkEvents(d *openapi.Document, schema *openapi.Schema, r *Response) string {
	for _, event := range r.Events() {
		expected := schema
		if event.Name == "error" {
			expected = openapi.ProblemSchema()
		}
		if broken := checkJSON(d, expected, []byte(event.Data)); broken != "" {
			return fmt.Sprintf("event %q: %s", event.ID, broken)
		}
	}
	return ""
}

func checkJSON(d *openapi.Document, schema *openapi.Schema, text []byte) string {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return fmt.Sprintf("the body is not valid JSON: %v", err)
	}
	if broken := d.Check(schema, value); len(broken) > 0 {
		return "the body does not fit the schema of the document:\n  " + strings.Join(broken, "\n  ")
	}
	return ""
}

// findPath returns the path of the document that the address matches; literal
// segments win over parameters.
func findPath(d *openapi.Document, path string) *openapi.PathItem {
	var found *openapi.PathItem
	best := -1
	segments := strings.Split(path, "/")
	for template, item := range d.Paths {
		if literal, ok := match(strings.Split(template, "/"), segments); ok && literal > best {
			found, best = item, literal
		}
	}
	return found
}

// match returns how many segments match literally.
func match(template, segments []string) (literal int, ok bool) {
	if len(template) != len(segments) {
		return 0, false
	}
	for i, t := range template {
		switch {
		case strings.Contains(t, "{"):
			if segments[i] == "" {
				return 0, false
			}
		case t != segments[i]:
			return 0, false
		default:
			literal++
		}
	}
	return literal, true
}
