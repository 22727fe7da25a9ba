package main

import "time"

// Opened begins an account.
type Opened struct {
	Account string    `json:"account"`
	Owner   string    `json:"owner"`
	At      time.Time `json:"at"`
}

// Deposited is money that came in.
type Deposited struct {
	Cents int64     `json:"cents"`
	Why   string    `json:"why"`
	At    time.Time `json:"at"`
}

// Withdrawn is money that went out.
type Withdrawn struct {
	Cents int64     `json:"cents"`
	Why   string    `json:"why"`
	At    time.Time `json:"at"`
}

// EventName is what the event is called where it is stored.
func (Opened) EventName() string { return "account.opened.v1" }

// EventName is what the event is called where it is stored.
func (Deposited) EventName() string { return "account.deposited.v1" }

// EventName is what the event is called where it is stored.
func (Withdrawn) EventName() string { return "account.withdrawn.v1" }

// OccurredAt is when it happened.
func (e Opened) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e Deposited) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e Withdrawn) OccurredAt() time.Time { return e.At }
