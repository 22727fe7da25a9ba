package mvc

import (
	"context"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// File is a result that the client downloads. Ranges, If-Modified-Since,
// If-None-Match and If-Range are answered by [http.ServeContent].
type File struct {
	// Name is what the client saves the file as. Without a ContentType its
	// extension decides that.
	Name string
	// ContentType is the media type; empty means by name, then by content.
	ContentType string
	// Content is read from where it stands to its end, and closed when it is an
	// io.Closer.
	Content io.ReadSeeker
	// Modified is sent as Last-Modified; the zero time is not.
	Modified time.Time
	// ETag is the version, in quotes or without.
	ETag string
	// Inline lets the browser show the file instead of saving it.
	Inline bool
}

func respondFile(_ context.Context, x *exchange, out any) error {
	file := out.(*File)
	if file.Content == nil {
		return errs.Internal("no_content", "the action returned a File without Content")
	}
	if closer, ok := file.Content.(io.Closer); ok {
		defer func() { _ = closer.Close() }() // it was only read
	}
	header := x.w.Header()
	file.describe(header)
	guard := &rangeGuard{ResponseWriter: x.w, x: x}
	http.ServeContent(guard, x.r, file.Name, file.Modified, file.Content)
	switch guard.refused {
	case 0:
		return nil
	case http.StatusRequestedRangeNotSatisfiable:
		return statusError{guard.refused, errs.Invalid("range_not_satisfiable", "the file does not have the range that was asked for")}
	case http.StatusPreconditionFailed:
		return errs.PreconditionFailed("file_changed", "the file is not the version that the request states")
	default:
		return errs.Internal("serve_file", "the file could not be served")
	}
}

func (f *File) describe(header http.Header) {
	if f.ContentType != "" {
		header.Set("Content-Type", f.ContentType)
	}
	if f.ETag != "" {
		header.Set("Etag", quoteTag(f.ETag))
	}
	disposition := "attachment"
	if f.Inline {
		disposition = "inline"
	}
	params := map[string]string{}
	if f.Name != "" {
		params["filename"] = f.Name
	}
	header.Set("Content-Disposition", mime.FormatMediaType(disposition, params))
}

// rangeGuard keeps the plain text that http.ServeContent refuses with, so that a
// problem document goes out in its place.
type rangeGuard struct {
	http.ResponseWriter
	x       *exchange
	refused int
}

func (g *rangeGuard) WriteHeader(status int) {
	if status >= http.StatusBadRequest {
		g.refused = status
		return
	}
	g.x.started = true
	g.ResponseWriter.WriteHeader(status)
}

func (g *rangeGuard) Write(p []byte) (int, error) {
	if g.refused != 0 {
		return len(p), nil
	}
	return g.ResponseWriter.Write(p)
}

// ReadFrom keeps the server's way of sending files without copying them.
func (g *rangeGuard) ReadFrom(r io.Reader) (int64, error) {
	if g.refused != 0 {
		return io.Copy(io.Discard, r)
	}
	return io.Copy(g.ResponseWriter, r)
}
