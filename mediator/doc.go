// Package mediator hands commands, queries, events and streams to what handles
// them, through pipelines that are composed once.
package mediator
