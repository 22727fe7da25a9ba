package shop

import (
	_ "github.com/stretchr/testify/require"

	_ "github.com/neuroglia-go/neuroglia/hosting/hosttest"
)
