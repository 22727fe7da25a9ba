package hosting

import (
	"net/http"
	"strings"
	"sync"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc/docsui"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// docs serves the OpenAPI document of a sub-app and the pages that show it.
type docs struct {
	prefix   string // "" for "/"
	next     http.Handler
	document func() (*openapi.Document, error)
	swagger  http.Handler
	redoc    http.Handler
	fail     func(http.ResponseWriter, *http.Request, error)
	json     func() ([]byte, error) // made once, when somebody asks
	yaml     func() ([]byte, error)
}

func newDocs(m *mounted, next http.Handler, fail func(http.ResponseWriter, *http.Request, error)) *docs {
	page := docsui.Config{Title: m.Title}
	d := &docs{
		prefix: strings.TrimSuffix(m.Path, "/"), next: next, document: m.app.OpenAPI, fail: fail,
		swagger: docsui.SwaggerUI(page), redoc: docsui.ReDoc(page),
	}
	d.json = sync.OnceValues(func() ([]byte, error) { return d.write((*openapi.Document).JSON) })
	d.yaml = sync.OnceValues(func() ([]byte, error) { return d.write((*openapi.Document).YAML) })
	return d
}

func (d *docs) write(format func(*openapi.Document) ([]byte, error)) ([]byte, error) {
	document, err := d.document()
	if err != nil {
		return nil, err
	}
	return format(document)
}

// ServeHTTP answers for the document and its pages; the rest is for next.
func (d *docs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, ok := strings.CutPrefix(r.URL.Path, d.prefix)
	if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
		d.next.ServeHTTP(w, r)
		return
	}
	switch {
	case path == "/openapi.json":
		d.send(w, r, "application/json", d.json)
	case path == "/openapi.yaml":
		d.send(w, r, "application/yaml", d.yaml)
	case path == "/docs" || strings.HasPrefix(path, "/docs/"):
		d.swagger.ServeHTTP(w, r)
	case path == "/redoc" || strings.HasPrefix(path, "/redoc/"):
		d.redoc.ServeHTTP(w, r)
	default:
		d.next.ServeHTTP(w, r)
	}
}

func (d *docs) send(w http.ResponseWriter, r *http.Request, mediaType string, text func() ([]byte, error)) {
	body, err := text()
	if err != nil {
		d.fail(w, r, errs.Internal("openapi", "the document cannot be made").Wrap(err))
		return
	}
	w.Header().Set("Content-Type", mediaType)
	_, _ = w.Write(body) // the client may be gone
}
