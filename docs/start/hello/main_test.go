package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
)

func TestHelloGreets(t *testing.T) {
	t.Parallel()
	app := hosttest.New(t, configure)
	var got Greeting
	app.Get("/hello/Ada").Expect(200).JSON(&got)
	require.Equal(t, "Hello, Ada!", got.Text)
	app.Get("/hello/0123456789012345678901234567890123456789x").Expect(422).Fault("path", "/name", "max")
}
