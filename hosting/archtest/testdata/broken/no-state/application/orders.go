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

var locks [2]sync.Mutex

var pool = &sync.Pool{}

func Raise() { domain.Limit = 20 }
