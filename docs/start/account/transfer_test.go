package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/eventing/process/processtest"
)

func TestATransferTakesMoneyOutAndPutsItIn(t *testing.T) {
	t.Parallel()
	trial := processtest.New(t, NewTransfers(), transferRoutes()...)
	trial.Hear(TransferRequested{Transfer: "1", From: "7", To: "8", Cents: 30_00})
	require.Equal(t, []any{TakeOut{Account: "7", Cents: 30_00}, PutIn{Account: "8", Cents: 30_00}}, trial.AnswerAll())
	require.Equal(t, process.Completed, trial.Status())
}

func TestATransferThatCannotArriveComesBack(t *testing.T) {
	t.Parallel()
	trial := processtest.New(t, NewTransfers(), transferRoutes()...)
	trial.Hear(TransferRequested{Transfer: "1", From: "7", To: "8", Cents: 30_00})
	trial.Answer(nil)
	trial.Refuse(errs.NotFound("account_not_found", "there is no account 8"))
	require.Equal(t, []any{PutBack{Account: "7", Cents: 30_00}}, trial.AnswerAll())
	require.Equal(t, process.Aborted, trial.Status())
}
