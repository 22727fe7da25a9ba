package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// PlaceOrder orders pizzas from the menu. The customer is found by phone or
// registered in the same commit.
type PlaceOrder struct {
	mediator.Command[OrderDTO]
	CustomerName    string               `json:"customer_name" validate:"required,min=1,max=100" example:"Maria Rossi"`
	CustomerPhone   string               `json:"customer_phone" validate:"required,min=10,max=20" example:"+39 06 555 0101"`
	CustomerAddress string               `json:"customer_address" validate:"required,min=5,max=200" example:"Via Roma 1, Napoli"`
	CustomerEmail   string               `json:"customer_email,omitempty" validate:"omitempty,email" example:"maria@example.com"`
	Pizzas          []OrderedPizza       `json:"pizzas" validate:"required,min=1,dive"`
	PaymentMethod   domain.PaymentMethod `json:"payment_method" validate:"required"`
	Notes           string               `json:"notes,omitempty" validate:"max=500"`
}

// Policy asks for nothing: guests order as well.
func (PlaceOrder) Policy() auth.Policy { return anyone }

// OrderedPizza is a pizza of the menu with what the customer wants on it.
type OrderedPizza struct {
	Name     string      `json:"name" validate:"required,max=100" example:"Margherita"`
	Size     domain.Size `json:"size" validate:"required"`
	Toppings []string    `json:"toppings,omitempty" validate:"max=10,dive,required,max=50" example:"basil"`
}

// PlaceOrderHandler carries out [PlaceOrder].
type PlaceOrderHandler struct {
	orders    Orders
	pizzas    Pizzas
	customers Customers
	newID     NewID
	now       Clock
	view      OrderView
}

// NewPlaceOrderHandler returns the handler.
func NewPlaceOrderHandler(orders Orders, pizzas Pizzas, customers Customers, newID NewID, now Clock, view OrderView) *PlaceOrderHandler {
	return &PlaceOrderHandler{orders: orders, pizzas: pizzas, customers: customers, newID: newID, now: now, view: view}
}

// Handle returns the confirmed order.
func (h *PlaceOrderHandler) Handle(ctx context.Context, cmd PlaceOrder) (OrderDTO, error) {
	customer, err := h.customer(ctx, cmd)
	if err != nil {
		return OrderDTO{}, err
	}
	now, contact := h.now(), contactFor(ctx, customer, cmd)
	order := domain.PlaceOrder(h.newID(), contact, cmd.PaymentMethod, cmd.Notes, now)
	if err := h.addPizzas(ctx, order, cmd.Pizzas); err != nil {
		return OrderDTO{}, err
	}
	if err := order.Confirm(now); err != nil {
		return OrderDTO{}, err
	}
	if err := h.orders.Add(ctx, order); err != nil {
		return OrderDTO{}, err
	}
	return h.view.Of(order)
}

// customer returns who has the phone number, with the contact data of this
// order, or registers a new customer.
func (h *PlaceOrderHandler) customer(ctx context.Context, cmd PlaceOrder) (*domain.Customer, error) {
	found, err := h.customers.Find(ctx, query.Where(customerPhone.Eq(cmd.CustomerPhone)).Limit(1))
	if err != nil {
		return nil, err
	}
	if len(found.Items) == 0 {
		customer := domain.RegisterCustomer(domain.Contact{
			CustomerID: h.newID(), Name: cmd.CustomerName, Phone: cmd.CustomerPhone, Address: cmd.CustomerAddress, Email: cmd.CustomerEmail,
		})
		return customer, h.customers.Add(ctx, customer)
	}
	customer := found.Items[0]
	if customer.UpdateContact(cmd.CustomerName, cmd.CustomerAddress, cmd.CustomerEmail) {
		return customer, h.customers.Update(ctx, customer)
	}
	return customer, nil
}

// contactFor returns what the order keeps of the customer. The e-mail address that is known
// already is nothing for who only typed somebody's phone number.
func contactFor(ctx context.Context, customer *domain.Customer, cmd PlaceOrder) domain.Contact {
	contact := customer.Contact()
	contact.AccountID = accountOf(ctx)
	if !auth.Decide(ctx, aboutPhone(cmd.CustomerPhone), auth.None{}).Granted() {
		contact.Email = cmd.CustomerEmail
	}
	return contact
}

// addPizzas puts the pizzas on the order at the prices of the menu.
func (h *PlaceOrderHandler) addPizzas(ctx context.Context, order *domain.Order, requests []OrderedPizza) error {
	names := make([]string, len(requests))
	for i, r := range requests {
		names[i] = r.Name
	}
	found, err := h.pizzas.Find(ctx, query.Where(pizzaName.In(names...)))
	if err != nil {
		return err
	}
	menu := make(map[string]domain.Money, len(found.Items))
	for _, p := range found.Items {
		menu[p.State().Name] = p.State().BasePrice
	}
	for _, r := range requests {
		base, ok := menu[r.Name]
		if !ok {
			return errs.Invalid("unknown_pizza", "there is no %q on the menu; choose from what is on it", r.Name)
		}
		line := domain.Line{
			ID: h.newID(), Name: r.Name, Size: r.Size, Toppings: r.Toppings, Price: domain.Price(base, r.Size, len(r.Toppings)),
		}
		if err := order.Add(line); err != nil {
			return err
		}
	}
	return nil
}
