package contract

type Item string
