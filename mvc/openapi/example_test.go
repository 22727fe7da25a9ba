package openapi_test

import (
	"fmt"
	"reflect"

	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

type Greeting struct {
	Name string `json:"name" validate:"required,max=20" doc:"Whom to greet."`
}

type Reply struct {
	Text string `json:"text"`
}

func Example() {
	reflector := openapi.NewReflector(openapi.ReflectorConfig{})
	document := &openapi.Document{Info: openapi.Info{Title: "Greeter", Version: "1.0.0"}}
	document.Add("POST", "/greetings", &openapi.Operation{
		OperationID: "greet",
		RequestBody: reflector.RequestBody(reflect.TypeFor[Greeting]()),
		Responses: map[string]*openapi.Response{
			"200": openapi.JSONResponse("A greeting.", reflector.Output(reflect.TypeFor[Reply]())),
		},
	})
	if err := reflector.Publish(document); err != nil {
		fmt.Println(err)
		return
	}
	text, err := document.YAML()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(text))
	// Output:
	// openapi: "3.1.1"
	// info:
	//   title: Greeter
	//   version: "1.0.0"
	// servers:
	//   - url: /
	// security: []
	// paths:
	//   /greetings:
	//     post:
	//       operationId: greet
	//       requestBody:
	//         content:
	//           application/json:
	//             schema:
	//               $ref: "#/components/schemas/Greeting"
	//         required: true
	//       responses:
	//         "200":
	//           description: A greeting.
	//           content:
	//             application/json:
	//               schema:
	//                 $ref: "#/components/schemas/Reply"
	// components:
	//   schemas:
	//     Greeting:
	//       type: object
	//       required:
	//         - name
	//       properties:
	//         name:
	//           type: string
	//           description: Whom to greet.
	//           minLength: 1
	//           maxLength: 20
	//     Reply:
	//       type: object
	//       required:
	//         - text
	//       properties:
	//         text:
	//           type: string
}

func ExampleDocument_Check() {
	reflector := openapi.NewReflector(openapi.ReflectorConfig{})
	document := &openapi.Document{}
	schema := reflector.Input(reflect.TypeFor[Greeting]())
	document.Add("POST", "/greetings", &openapi.Operation{RequestBody: &openapi.RequestBody{
		Content: map[string]*openapi.MediaType{openapi.MediaJSON: {Schema: schema}},
	}})
	if err := reflector.Publish(document); err != nil {
		fmt.Println(err)
		return
	}
	for _, fault := range document.Check(schema, map[string]any{"name": ""}) {
		fmt.Println(fault)
	}
	// Output:
	// /name: must have at least 1 characters, has 0
}
