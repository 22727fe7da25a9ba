package stock

import (
	_ "github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/broken/contexts/domain/orders"
	_ "github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/broken/contexts/domain/stock"
)
