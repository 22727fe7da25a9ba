package application

import (
	"context"
	"strings"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// The roles. Who has none of them, or is not signed in, is a guest: guests read the menu and
// place orders.
const (
	RoleCustomer = "customer"
	RoleChef     = "chef"
	RoleDriver   = "driver"
	RoleManager  = "manager"
)

// Roles returns all of them.
func Roles() []string { return []string{RoleCustomer, RoleChef, RoleDriver, RoleManager} }

// What the requests demand of their senders.
var (
	anyone     = auth.Anyone()
	somebody   = auth.Authenticated()
	staff      = auth.AnyRole(RoleChef, RoleDriver, RoleManager)
	cooks      = auth.AnyRole(RoleChef, RoleManager)
	drivers    = auth.AnyRole(RoleDriver, RoleManager)
	managers   = auth.Role(RoleManager)
	systemOnly = auth.SystemOnly()
)

// ownOrStaff is the rule about an order that its customer placed it while signed in, or that
// one belongs to the staff.
var ownOrStaff = auth.AnyOf(
	auth.For[*domain.Order](staff),
	auth.NewRule("to have placed it", func(_ context.Context, who auth.Identity, order *domain.Order) (bool, error) {
		account := order.State().Customer.AccountID
		return account != "" && account == session.Owner(who), nil
	}),
)

// Claims of OpenID Connect that tell which phone number is somebody's.
const (
	ClaimPhone         = "phone_number"
	ClaimPhoneVerified = "phone_number_verified"
)

// ownPhone is the rule about a phone number that whoever vouches for the account has verified
// that it is theirs. To have ordered with it is not enough: anybody can type a number.
var ownPhone = auth.NewRule("a verified phone number", func(_ context.Context, who auth.Identity, phone string) (bool, error) {
	verified, _ := who.Claims[ClaimPhoneVerified].(bool)
	own, _ := who.Claims[ClaimPhone].(string)
	return verified && digits(own) != "" && digits(own) == digits(phone), nil
})

// aboutPhone is the policy of who may know what is known of a phone number.
func aboutPhone(phone string) auth.Policy { return auth.AnyOf(staff, auth.On(ownPhone, phone)) }

// digits leaves out what people put between the digits of a phone number.
func digits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}

// accountOf returns the account that an order which is placed now belongs to: that of a
// customer who is signed in. Staff who are signed in take the orders of guests.
func accountOf(ctx context.Context) string {
	who, err := auth.FromContext(ctx)
	if err != nil || isStaff(ctx) {
		return ""
	}
	return session.Owner(who)
}

func isStaff(ctx context.Context) bool { return auth.Decide(ctx, staff, auth.None{}).Granted() }
