package mvc

import "github.com/go-chi/chi/v5/middleware"

// Compress returns a middleware that sends text in gzip or deflate to clients that
// accept it. Level is that of compress/gzip, 1 to 9; 5 is a good one. Media types
// are those to compress; none means JSON, problems, XML, CSV, HTML and their like.
// Event streams are never compressed, because their events must not wait.
func Compress(level int, mediaTypes ...string) Middleware {
	return middleware.Compress(level, orDefault(mediaTypes,
		mediaJSON, MediaProblem, "application/xml", "application/x-ndjson", "application/yaml",
		"text/csv", "text/html", "text/css", "text/plain", "text/javascript", "image/svg+xml")...)
}
