package domain

import _ "github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/broken/layers/application"
