// Package openapi describes an HTTP API in OpenAPI 3.1: a model of the document,
// schemas made from Go types, and checks of values against them.
//
// A document is plain data. A [Reflector] describes the types, [Reflector.Publish]
// puts what was described into the document, and the document writes itself:
//
//	reflector := openapi.NewReflector(openapi.ReflectorConfig{})
//	document := &openapi.Document{Info: openapi.Info{Title: "Orders", Version: "1.0.0"}}
//	document.Add("POST", "/orders", &openapi.Operation{
//		OperationID: "placeOrder",
//		RequestBody: reflector.RequestBody(reflect.TypeFor[PlaceOrder]()),
//		Responses: map[string]*openapi.Response{
//			"201": openapi.JSONResponse("The order as it was placed.", reflector.Output(reflect.TypeFor[OrderDTO]())),
//		},
//	})
//	document.AddProblems("POST", "/orders", 400, 422)
//	if err := reflector.Publish(document); err != nil {
//		return err
//	}
//	raw, err := document.JSON()
//
// # What types say
//
// Names come from json tags, rules from validate tags, words from these:
//
//	ID     string    `json:"id" doc:"Given at creation." example:"o-17" readonly:"true"`
//	Size   int       `query:"page_size" default:"20" validate:"min=1,max=100"`
//	Placed time.Time `json:"placed" deprecated:"true" format:"date-time"`
//
// A type may describe itself as a [SchemaDescriber] or, without knowing this
// package, as a [TextDescriber], list its values with a method Values, or wrap
// another as an [OptionalDescriber]. Times, durations, UUIDs,
// bytes, raw JSON and everything that writes itself as text are known.
//
// # Two directions
//
// What an API reads and what it writes differ. A property of a request is required
// when a rule says so. A property of a response is required when it is always
// there, that is unless its json tag says omitempty or omitzero; so that a nil
// slice or map keeps that promise, responses write it as [] or {}. In both, a
// pointer that may be left out is optional, and a pointer that may not is null
// where there is nothing. [Reflector.Input] and [Reflector.Output] keep the two
// apart, and only a type that really differs is published under two names.
//
// # Rules
//
// Each validation rule that JSON Schema has words for is written in them: bounds,
// lengths, enumerations, formats, patterns, rules of elements and keys, and
// alternatives. The others are listed as they stand under "x-validate", so that no
// rule is hidden from a reader.
//
// # Checks
//
// [Document.Check] checks a value against a schema, as tests do with each response.
// [Document.Validate] checks the document itself.
package openapi
