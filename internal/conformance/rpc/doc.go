// Package rpc holds the RPC of the framework to the stock tools of gRPC: a client that
// protoc-gen-go-grpc generated, on google.golang.org/grpc, calls the same handlers as HTTP does, and
// both are told the same. Each fault of the table goes over TCP in every protocol.
//
// The code in faultsv1 is generated; a test says when it is stale.
package rpc

//go:generate go run -C ../../tools ./protogen -C ../conformance/rpc/faultsv1 faults.proto go go-grpc connect-go:simple
