// Package domain holds the rules of the pizzeria: what an order may become, what
// a pizza costs, how many orders fit into the oven. It knows no database, no
// HTTP and no clock; the time comes in as a value.
//
// There are four aggregates. An [Order] goes from the counter to the door, a
// [Pizza] stands on the menu, a [Customer] is known by phone and the [Kitchen]
// holds the places in the oven. Each changes by the events it records, and only
// by them.
package domain
