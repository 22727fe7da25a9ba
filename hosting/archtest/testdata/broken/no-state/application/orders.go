package application

import (
	"sync"

	"github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/broken/no-state/domain"
)

var once sync.Once

var cache = struct {
	sync.RWMutex
	orders []string
}{}

var placed chan string

func Raise() { domain.Limit = 20 }
