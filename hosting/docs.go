package hosting

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

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
	json     func() (text, error) // made once, when somebody asks
	yaml     func() (text, error)
}

// text is a document as it is sent, and the tag by which a client keeps it.
type text struct {
	body []byte
	etag string
}

func newDocs(m *mounted, next http.Handler, fail func(http.ResponseWriter, *http.Request, error)) *docs {
	page := docsui.Config{Title: m.Title, OAuth: m.OAuth, Connect: tokenOrigins(m.schemes)}
	d := &docs{
		prefix: strings.TrimSuffix(m.Path, "/"), next: next, document: m.app.OpenAPI, fail: fail,
		swagger: docsui.SwaggerUI(page), redoc: docsui.ReDoc(page),
	}
	d.json = sync.OnceValues(func() (text, error) { return d.write((*openapi.Document).JSON) })
	d.yaml = sync.OnceValues(func() (text, error) { return d.write((*openapi.Document).YAML) })
	return d
}

func (d *docs) write(format func(*openapi.Document) ([]byte, error)) (text, error) {
	document, err := d.document()
	if err != nil {
		return text{}, err
	}
	body, err := format(document)
	return text{body, fmt.Sprintf(`"%x"`, sha256.Sum256(body))}, err
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

// send answers with the document, for HEAD with its length, and with 304 when the
// client has it.
func (d *docs) send(w http.ResponseWriter, r *http.Request, mediaType string, made func() (text, error)) {
	document, err := made()
	if err != nil {
		d.fail(w, r, errs.Internal("openapi", "the document cannot be made").Wrap(err))
		return
	}
	header := w.Header()
	header.Set("Content-Type", mediaType)
	header.Set("Cache-Control", "no-cache") // ask again, since the next version may say more
	header.Set("Etag", document.etag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(document.body))
}
