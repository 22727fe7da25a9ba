package rpc

import (
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"connectrpc.com/connect"
)

// recorder notes the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int // 0 until the header is written
}

// WriteHeader notes the status.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write notes that the answer has begun.
func (w *recorder) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// Flush hands on what is buffered, as streams need it.
func (w *recorder) Flush() {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	_ = http.NewResponseController(w.ResponseWriter).Flush() // a writer that cannot flush has nothing to hand on
}

// Unwrap lets http.ResponseController find the rest.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// result returns the code of the call in words. What did not reach the interceptor, such
// as a message that cannot be read, tells by its answer.
func (c *call) result() string {
	switch {
	case c.noted && c.code == 0:
		return "ok"
	case c.noted:
		return c.code.String()
	}
	header := c.recorder.Header()
	for _, name := range []string{"Grpc-Status", http.TrailerPrefix + "Grpc-Status"} {
		if values := header[name]; len(values) > 0 {
			return nameOf(values[0])
		}
	}
	if c.recorder.status == 0 || c.recorder.status == http.StatusOK {
		return "ok"
	}
	return "http_" + strconv.Itoa(c.recorder.status)
}

// nameOf returns the name of a code that is written as a number.
func nameOf(number string) string {
	code, err := strconv.ParseUint(number, 10, 32)
	if err != nil || code == 0 {
		return "ok"
	}
	return connect.Code(code).String()
}

// protocolOf returns the protocol of a request as connect.Peer names it.
func protocolOf(h http.Header) string {
	switch kind := h.Get("Content-Type"); {
	case strings.HasPrefix(kind, "application/grpc-web"):
		return connect.ProtocolGRPCWeb
	case strings.HasPrefix(kind, "application/grpc"):
		return connect.ProtocolGRPC
	}
	return connect.ProtocolConnect
}

// levelOf tells how much an operator cares about a code.
func levelOf(code string) slog.Level {
	switch code {
	case "internal", "unknown", "data_loss", "http_500":
		return slog.LevelError
	case "unavailable", "deadline_exceeded", "resource_exhausted":
		return slog.LevelWarn
	}
	return slog.LevelInfo
}
