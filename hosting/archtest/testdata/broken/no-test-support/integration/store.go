package integration

import (
	_ "net/http/httptest"

	_ "github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/broken/no-test-support/application/applicationtest"
)
