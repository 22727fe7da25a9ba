package rpc

import (
	"time"

	"github.com/neuroglia-go/neuroglia/hosting/config"
)

// Settings are those of the listener, in the section "rpc": the variable of Port is
// PIZZERIA_RPC_PORT.
type Settings struct {
	// Port is the port to listen on; 0 takes any free one.
	Port int `default:"50051" validate:"min=0,max=65535" doc:"port of the RPC listener, 0 takes any"`
	// Host is the address to listen on. Empty means that of the main listener.
	Host string `example:"0.0.0.0" doc:"address of the RPC listener; that of the main one when not set"`
	// MaxMessage is the size of one message, unpacked. A larger one is RESOURCE_EXHAUSTED, as
	// gRPC has it.
	MaxMessage config.Bytes `default:"4MiB" doc:"size of one message that a client sends"`
	// Timeout ends the context of a call that is no stream; zero means only the caller does.
	Timeout time.Duration `default:"0s" validate:"min=0" doc:"time that a call may take, 0 for what its caller gives it"`
	// Reflection tells clients what is served.
	Reflection bool `default:"true" doc:"offer server reflection, by which tools find out what is served"`
}
