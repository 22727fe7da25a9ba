package application

import "context"

type Headers map[string][]string

type Handler struct{}

func (Handler) Handle(context.Context, Headers) error { return nil }
