// Package conformance holds the OpenAPI documents of the framework, and the APIs
// behind them, to judges that are not ours: kin-openapi validates documents and
// answers, Redocly lints, and Chromium renders the documentation pages with the
// network cut. People sign in, in Chromium too, at a certified OpenID provider. It is a module of its own so that none of them weighs on users.
//
// The tests need Node.js with the packages of package-lock.json (npm ci) and
// Chromium. Locally a test whose tool is missing is skipped and says how to get it;
// with CI=true it fails.
package conformance
