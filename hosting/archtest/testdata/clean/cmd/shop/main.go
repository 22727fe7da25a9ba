package main

import (
	"github.com/neuroglia-go/neuroglia/di"
	shop "github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/clean"
)

func main() { shop.Module(di.NewServices()) }
