package rpc

import (
	"maps"
	"slices"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/types/known/anypb"

	"github.com/neuroglia-go/neuroglia/errs"
)

// The details are written by hand: a generated copy of google/rpc/error_details.proto would
// clash, at start, with that of every program that links Google's.
const (
	typeErrorInfo  = "google.rpc.ErrorInfo"
	typeBadRequest = "google.rpc.BadRequest"
	typeRetryInfo  = "google.rpc.RetryInfo"
)

// errorInfo is the google.rpc.ErrorInfo of a failure: its code, by whom, and more.
func errorInfo(reason, domain string, metadata map[string]string) *connect.ErrorDetail {
	b := appendText(nil, 1, reason)
	b = appendText(b, 2, domain)
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		b = appendMessage(b, 3, appendText(appendText(nil, 1, key), 2, metadata[key]))
	}
	return detail(typeErrorInfo, b)
}

// badRequest is the google.rpc.BadRequest of the single faults of an input.
func badRequest(fields []errs.Field) *connect.ErrorDetail {
	var b []byte
	for _, f := range fields {
		violation := appendText(nil, 1, f.Pointer)
		violation = appendText(violation, 2, f.Message)
		b = appendMessage(b, 1, appendText(violation, 3, f.Code))
	}
	return detail(typeBadRequest, b)
}

// retryInfo is the google.rpc.RetryInfo that says when to come back.
func retryInfo(after time.Duration) *connect.ErrorDetail {
	after = max(after, 0)
	delay := protowire.AppendTag(nil, 1, protowire.VarintType)
	delay = protowire.AppendVarint(delay, uint64(after/time.Second))
	delay = protowire.AppendTag(delay, 2, protowire.VarintType)
	delay = protowire.AppendVarint(delay, uint64(after%time.Second))
	return detail(typeRetryInfo, appendMessage(nil, 1, delay))
}

// detail packs the message. An Any is taken as it is and cannot fail.
func detail(name string, message []byte) *connect.ErrorDetail {
	d, _ := connect.NewErrorDetail(&anypb.Any{TypeUrl: "type.googleapis.com/" + name, Value: message})
	return d
}

func appendText(b []byte, field protowire.Number, text string) []byte {
	if text == "" {
		return b
	}
	return protowire.AppendString(protowire.AppendTag(b, field, protowire.BytesType), text)
}

func appendMessage(b []byte, field protowire.Number, message []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, field, protowire.BytesType), message)
}
