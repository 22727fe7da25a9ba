// Package oracle holds an API to its own OpenAPI document.
//
// It makes requests for every operation from the schemas of the document, valid
// ones and ones with a single thing wrong, sends them and judges every answer with
// a library that is not ours:
//
//	report, err := oracle.Run(ctx, oracle.Config{Document: document, Handler: app.Handler()})
//	if err != nil {
//		return err
//	}
//	if len(report.Findings) > 0 {
//		return errors.New(report.String())
//	}
//
// # What it finds
//
// Each [Finding] is of one kind: the server failed (status 500, or no answer); the
// status or the media type of an answer is not in the document; an answer breaks
// its schema; a request that breaks the document was accepted; a request that the
// document allows was refused as invalid (415 or 422).
//
// # Where the values come from
//
// Values are made from types, bounds, formats, patterns and enumerations, now and
// then taken from the examples. Path parameters are drawn from what earlier answers
// held: an id in the answer to POST /orders serves as {id} in /orders/{id}. Where the
// business knows more than the document, [Config.Value] says so.
//
// # What counts as absent
//
// Servers take an optional value that is null or empty for one that is not there.
// Accepting such a value is no finding, even where a schema in its brevity does not
// allow it.
package oracle
