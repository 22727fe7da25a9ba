package domain

// Size is how large a pizza is.
type Size string

// The sizes.
const (
	Small  Size = "small"
	Medium Size = "medium"
	Large  Size = "large"
)

// Values returns the sizes a pizza comes in, for validation and documents.
func (Size) Values() []string { return []string{string(Small), string(Medium), string(Large)} }

// tenths is what a pizza of the size costs, in tenths of its base price.
func (s Size) tenths() int64 {
	switch s {
	case Small:
		return 10
	case Medium:
		return 13
	default:
		return 16
	}
}

// MaxToppings is how many toppings a pizza carries.
const MaxToppings = 10

// toppingPrice is what each topping adds, whatever the size.
var toppingPrice = Cents(250)

// Price is the one formula for a pizza, on the menu and in an order: the base
// price times 1.0, 1.3 or 1.6 by size, half up to the cent, and 2.50 a topping.
func Price(base Money, size Size, toppings int) Money {
	return base.Tenths(size.tenths()).Add(toppingPrice.Times(toppings))
}
