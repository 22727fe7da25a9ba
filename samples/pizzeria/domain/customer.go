package domain

import "github.com/neuroglia-go/neuroglia/data/aggregate"

// CustomerState is what is stored of a customer.
type CustomerState struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Phone   string `json:"phone"`
	Address string `json:"address"`
	Email   string `json:"email,omitempty"`
}

// AggregateID is the identity of the customer.
func (s CustomerState) AggregateID() string { return s.ID }

// Customer is known by phone: there is one for each number.
type Customer struct {
	aggregate.Root[CustomerState]
}

// CustomerRegistered is a first order from a number.
type CustomerRegistered struct {
	CustomerID string `json:"customer_id"`
	Name       string `json:"name"`
	Phone      string `json:"phone"`
	Address    string `json:"address"`
	Email      string `json:"email,omitempty"`
}

// ContactUpdated changes how a customer is reached.
type ContactUpdated struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Email   string `json:"email,omitempty"`
}

// EventName is the name in the log; it never changes once an event is stored.
func (CustomerRegistered) EventName() string { return "customer.registered.v1" }

// EventName is the name in the log.
func (ContactUpdated) EventName() string { return "customer.contact.updated.v1" }

// RegisterCustomer returns a customer who orders for the first time.
func RegisterCustomer(contact Contact) *Customer {
	c := new(Customer)
	c.Record(CustomerRegistered{
		CustomerID: contact.CustomerID, Name: contact.Name, Phone: contact.Phone, Address: contact.Address, Email: contact.Email,
	})
	return c
}

// UpdateContact takes over what the customer gave with an order and reports
// whether anything changed. An order without an e-mail address leaves the known
// one.
func (c *Customer) UpdateContact(name, address, email string) bool {
	s := c.State()
	if email == "" {
		email = s.Email
	}
	if s.Name == name && s.Address == address && s.Email == email {
		return false
	}
	c.Record(ContactUpdated{Name: name, Address: address, Email: email})
	return true
}

// Contact returns what an order keeps of the customer.
func (c *Customer) Contact() Contact {
	s := c.State()
	return Contact{CustomerID: s.ID, Name: s.Name, Phone: s.Phone, Address: s.Address, Email: s.Email}
}

// Apply folds an event into the state.
func (s CustomerState) Apply(event aggregate.Event) CustomerState {
	switch e := event.(type) {
	case CustomerRegistered:
		return CustomerState{ID: e.CustomerID, Name: e.Name, Phone: e.Phone, Address: e.Address, Email: e.Email}
	case ContactUpdated:
		s.Name, s.Address, s.Email = e.Name, e.Address, e.Email
	}
	return s
}
