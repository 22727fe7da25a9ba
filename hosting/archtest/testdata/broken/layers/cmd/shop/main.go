package main

import (
	_ "github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/broken/layers/api"
	_ "github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/broken/layers/helpers"
)

func main() {}
