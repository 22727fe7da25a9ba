// Package correlation carries the ids that join what belongs together: the log
// lines of one request, the requests of one business activity, the spans of one
// distributed trace.
//
//	ids := correlation.Receive(r.Header)      // continue the caller's, or begin
//	ctx = correlation.With(ctx, ids)
//
//	ids, ok := correlation.From(ctx)          // anywhere below
//	ids.Send(outgoing.Header)                 // hand them on to the next service
//
// The host does the first two for every request, the logs of hosting/logging
// carry the ids, and problem details show the trace id.
//
// # Which id is which
//
// The trace id and span id are those of W3C Trace Context (the traceparent
// header): one trace may cross many services and each step has a span of its
// own. The request id names one HTTP exchange with this service; a caller or proxy
// may choose it in X-Request-Id. The correlation id names the activity that
// the request is part of, over hours and services if need be; it travels in
// X-Correlation-Id and is the request id where nobody chose one.
//
// Ids that come from outside are taken only when they are short and plain, so
// that they can stand in logs and headers as they are.
package correlation
