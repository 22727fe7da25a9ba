package domain

var (
	byAddress int
	byRange   int
	byDelete  = map[string]int{}
	byPointer = new(int)
	bySlice   = []int{1, 2}
	byParens  int
)

func write() *int {
	for byRange = range 3 {
		delete(byDelete, "placed")
	}
	*byPointer = 1
	copy(bySlice[1:], []int{3})
	(byParens) = 2
	return &byAddress
}
