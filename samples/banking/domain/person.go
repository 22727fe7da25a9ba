package domain

import (
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Gender is what a person says of themselves.
type Gender string

// The genders.
const (
	Female Gender = "female"
	Male   Gender = "male"
	Other  Gender = "other"
)

// Values returns the genders, for validation and documents.
func (Gender) Values() []string { return []string{string(Female), string(Male), string(Other)} }

// Address is where a person lives.
type Address struct {
	Street     string `json:"street"`
	PostalCode string `json:"postal_code"`
	City       string `json:"city"`
	State      string `json:"state"`
	Country    string `json:"country"`
}

// Details are what is known of a person, and what has to be forgotten when they wish.
type Details struct {
	FirstName   string  `json:"first_name"`
	LastName    string  `json:"last_name"`
	Nationality string  `json:"nationality"`
	Gender      Gender  `json:"gender"`
	DateOfBirth string  `json:"date_of_birth"` // 2006-01-02
	Address     Address `json:"address"`
}

// Name returns the first name and the last.
func (d Details) Name() string { return d.FirstName + " " + d.LastName }

// Sealed is the details of a person, unreadable without the key that was made for that
// person. Events, states and read models hold nothing else, so that to throw the key away is to
// erase the person everywhere, also where nobody remembers to look.
type Sealed []byte

// Person has accounts.
type Person struct {
	aggregate.Root[PersonState]
}

// PersonState is what the events of a person add up to.
type PersonState struct {
	ID         string    `json:"id"`
	Details    Sealed    `json:"details"`
	Registered time.Time `json:"registered"`
	Erased     bool      `json:"erased"`
	// Accounts are the open ones.
	Accounts []string `json:"accounts,omitempty"`
}

// AggregateID is the identity of the person.
func (s PersonState) AggregateID() string { return s.ID }

// adult is how old somebody has to be, in years.
const adult = 18

// CheckAge refuses those who are under age.
func CheckAge(d Details, now time.Time) error {
	born, err := time.Parse(time.DateOnly, d.DateOfBirth)
	if err != nil {
		return errs.Invalid("domain_rule", "a date of birth is a day such as 1990-12-31, not %q", d.DateOfBirth)
	}
	if born.AddDate(adult, 0, 0).After(now) {
		return errs.Invalid("domain_rule", "a customer is %d years old at least", adult)
	}
	return nil
}

// RegisterPerson returns a new person. The details are those that passed [CheckAge].
func RegisterPerson(id string, details Sealed, now time.Time) *Person {
	p := new(Person)
	p.Record(PersonRegistered{PersonID: id, Details: details, At: now})
	return p
}

// ChangeDetails replaces what is known: a new address.
func (p *Person) ChangeDetails(details Sealed, now time.Time) error {
	if err := p.CheckKnown(); err != nil {
		return err
	}
	p.Record(DetailsChanged{Details: details, At: now})
	return nil
}

// AddAccount says that an account was opened, in the unit of work that opens it.
func (p *Person) AddAccount(accountID string, now time.Time) error {
	if err := p.CheckKnown(); err != nil {
		return err
	}
	p.Record(AccountAdded{AccountID: accountID, At: now})
	return nil
}

// RemoveAccount says that an account was closed, in the unit of work that closes it.
func (p *Person) RemoveAccount(accountID string, now time.Time) {
	if slices.Contains(p.State().Accounts, accountID) {
		p.Record(AccountRemoved{AccountID: accountID, At: now})
	}
}

// Erase forgets a person without open accounts. Whoever calls it throws the key away in the
// same unit of work.
func (p *Person) Erase(now time.Time) error {
	if err := p.CheckKnown(); err != nil {
		return err
	}
	if n := len(p.State().Accounts); n > 0 {
		return errs.Conflict("accounts_open", "person %s has %d open accounts; close them first", p.ID(), n)
	}
	p.Record(PersonErased{At: now})
	return nil
}

// CheckKnown refuses a person that was erased.
func (p *Person) CheckKnown() error {
	if p.State().Erased {
		return errs.New(errs.KindGone, "person_erased", "person %s was erased", p.ID())
	}
	return nil
}

// PersonRegistered begins what is known of a person.
type PersonRegistered struct {
	PersonID string    `json:"person_id"`
	Details  Sealed    `json:"details"`
	At       time.Time `json:"at"`
}

// DetailsChanged replaces it.
type DetailsChanged struct {
	Details Sealed    `json:"details"`
	At      time.Time `json:"at"`
}

// AccountAdded says that the person has one more account.
type AccountAdded struct {
	AccountID string    `json:"account_id"`
	At        time.Time `json:"at"`
}

// AccountRemoved says that the person has one less.
type AccountRemoved struct {
	AccountID string    `json:"account_id"`
	At        time.Time `json:"at"`
}

// PersonErased ends it. What was said before cannot be read any more.
type PersonErased struct {
	At time.Time `json:"at"`
}

// EventName is the name in the log.
func (PersonRegistered) EventName() string { return "person.registered.v1" }

// EventName is the name in the log.
func (DetailsChanged) EventName() string { return "person.details.changed.v1" }

// EventName is the name in the log.
func (AccountAdded) EventName() string { return "person.account.added.v1" }

// EventName is the name in the log.
func (AccountRemoved) EventName() string { return "person.account.removed.v1" }

// EventName is the name in the log.
func (PersonErased) EventName() string { return "person.erased.v1" }

// Apply folds an event into the state.
func (s PersonState) Apply(event aggregate.Event) PersonState {
	switch e := event.(type) {
	case PersonRegistered:
		return PersonState{ID: e.PersonID, Details: e.Details, Registered: e.At}
	case DetailsChanged:
		s.Details = e.Details
	case AccountAdded:
		s.Accounts = append(slices.Clip(s.Accounts), e.AccountID)
	case AccountRemoved:
		s.Accounts = slices.DeleteFunc(slices.Clone(s.Accounts), func(id string) bool { return id == e.AccountID })
	case PersonErased:
		s.Details, s.Erased = nil, true
	}
	return s
}
