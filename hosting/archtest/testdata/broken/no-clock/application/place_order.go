package application

import . "time"

type Handler struct{ now func() Time }

// A value is a call that comes later.
func NewHandler() *Handler { return &Handler{now: Now} }

// A variable of that name is no clock.
func (h *Handler) Handle() int {
	time := struct{ Now func() int }{func() int { return 1 }}
	return time.Now()
}
