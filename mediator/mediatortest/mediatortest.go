package mediatortest

import (
	"context"
	"iter"
	"testing"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// New builds services with what register adds and returns their mediator and a
// recorder of every message. The test fails when Build does, and closes the
// container at its end.
func New(t testing.TB, register func(*di.Services)) (*mediator.Mediator, *Recorder) {
	t.Helper()
	services := di.NewServices()
	recorder := Record(services)
	register(services)
	container, err := services.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := container.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	m, err := di.Resolve[*mediator.Mediator](container)
	if err != nil {
		t.Fatal(err)
	}
	return m, recorder
}

// Fake answers the requests of type Q with the function, in the place of whatever
// handler is registered for them. Both types follow from the function.
func Fake[Q mediator.Request[R], R any](services *di.Services, answer func(ctx context.Context, request Q) (R, error)) {
	mediator.OverrideHandler(services, mediator.HandlerFunc[Q, R](answer))
}

// FakeStream is [Fake] for stream queries.
func FakeStream[Q mediator.StreamRequest[R], R any](services *di.Services, rows func(ctx context.Context, request Q) iter.Seq2[R, error]) {
	mediator.OverrideStreamHandler(services, mediator.StreamHandlerFunc[Q, R](rows))
}
