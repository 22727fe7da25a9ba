// Package docsui serves the documentation of an API as pages: Swagger UI to try
// it out and ReDoc to read it. Everything they need is in the binary; neither page
// loads anything from elsewhere.
//
//	http.Handle("GET /openapi.json", document)
//	http.Handle("GET /docs", docsui.SwaggerUI(docsui.Config{Title: "Orders"}))
//	http.Handle("GET /docs/", docsui.SwaggerUI(docsui.Config{Title: "Orders"}))
//	http.Handle("GET /redoc", docsui.ReDoc(docsui.Config{Title: "Orders"}))
//	http.Handle("GET /redoc/", docsui.ReDoc(docsui.Config{Title: "Orders"}))
//
// # Where it can stand
//
// Each handler serves its page at the path it is mounted at and the page's assets
// one level below, and takes both from the end of the path of the request. So it
// works under any prefix ("/api/docs"), behind http.StripPrefix and behind a proxy
// that takes a prefix off. The page refers to everything by relative address.
//
// # What a browser is told
//
// The pages hold no inline script and are sent with a Content-Security-Policy that
// lets scripts come from the same origin only. Assets carry their hash in the
// address and are cached for good; pages and assets answer If-None-Match.
//
// # Assets
//
// The assets come from npm, pinned in update.sh, which "go generate" runs. They are
// kept compressed and sent as they are; only a client that does not accept gzip
// costs the work of unpacking. Their licences are in assets/NOTICE, which is served
// beside them.
package docsui
