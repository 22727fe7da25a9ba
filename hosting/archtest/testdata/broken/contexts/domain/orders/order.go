package orders

import (
	_ "github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/broken/contexts/domain/stock"
	_ "github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/broken/contexts/domain/stock/contract"
)
