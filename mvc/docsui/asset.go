package docsui

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

//go:embed assets/*.gz assets/*.js assets/*.css assets/*.html
var files embed.FS

// asset is one file of a page, kept as it is embedded: compressed when it is large.
type asset struct {
	name    string
	raw     []byte
	gzipped bool
	version string
}

// load finds an embedded file, compressed or not. The names are constants of this
// package, so a missing one is a mistake of whoever changed it.
func load(name string) *asset {
	if raw, err := files.ReadFile("assets/" + name + ".gz"); err == nil {
		return &asset{name: name, raw: raw, gzipped: true, version: version(raw)}
	}
	raw, err := files.ReadFile("assets/" + name)
	if err != nil {
		panic("docsui: assets/" + name + " is not there; run go generate ./mvc/docsui")
	}
	return &asset{name: name, raw: raw, version: version(raw)}
}

// ServeHTTP sends the asset, unpacked for a client that does not accept gzip. An
// address with the right hash stays good for ever.
func (a *asset) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := content{a.raw, contentType(a.name), "no-cache", etag(a.raw, "")}
	if r.URL.Query().Get("v") == a.version {
		c.caching = "public, max-age=31536000, immutable"
	}
	if a.gzipped {
		w.Header().Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header.Values("Accept-Encoding")) {
			w.Header().Set("Content-Encoding", "gzip")
			c.etag = etag(a.raw, "-gzip")
		} else {
			body, err := unpack(a.raw)
			if err != nil {
				http.Error(w, "the asset cannot be unpacked", http.StatusInternalServerError)
				return
			}
			c.body = body
		}
	}
	send(w, r, c)
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	}
	return "text/plain; charset=utf-8"
}

func unpack(raw []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// acceptsGzip reads Accept-Encoding as RFC 9110 section 12.5.3 has it; q=0 refuses,
// and a named coding counts before the star.
func acceptsGzip(values []string) bool {
	star := false
	for item := range strings.SplitSeq(strings.Join(values, ","), ",") {
		coding, params, _ := strings.Cut(item, ";")
		accepted := weight(params) > 0
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "gzip", "x-gzip":
			return accepted
		case "*":
			star = accepted
		}
	}
	return star
}

func weight(params string) float64 {
	text, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(params)), "q=")
	if !ok {
		return 1
	}
	q, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return q
}

// content is a body with what its headers say about it.
type content struct {
	body                []byte
	mime, caching, etag string
}

// send writes the content, or 304 to a client that has it.
func send(w http.ResponseWriter, r *http.Request, c content) {
	header := w.Header()
	header.Set("Content-Type", c.mime)
	header.Set("Cache-Control", c.caching)
	header.Set("Etag", c.etag)
	if header.Get("Content-Encoding") != "" && r.Header.Get("Range") == "" {
		header.Set("Content-Length", strconv.Itoa(len(c.body))) // ServeContent leaves it out for encoded bodies
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(c.body))
}
