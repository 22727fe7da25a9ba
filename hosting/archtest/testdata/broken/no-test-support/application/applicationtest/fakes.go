package applicationtest

import (
	_ "testing"

	_ "github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/broken/no-test-support/application"
)
