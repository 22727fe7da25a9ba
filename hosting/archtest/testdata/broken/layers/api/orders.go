package api

import (
	_ "github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/broken/layers/application"
	_ "github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/broken/layers/integration"
)
