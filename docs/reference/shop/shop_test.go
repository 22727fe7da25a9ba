// Package shop is an application with one mistake at a time; its name is what the page shows.
package shop //nolint:testpackage // there is nothing else in this folder

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/mapping"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/mvc"
)

var update = flag.Bool("update", false, "write docs/reference/startup-errors.md anew")

// A shop with every part that a mistake needs.
type (
	database struct{}
	stock    struct{ db *database }
	prices   struct{ stock *stock }
	checkout struct{ prices *prices }

	hen struct{ egg *egg }
	egg struct{ chick *chick }

	chick struct{ hen *hen }

	basket  struct{}
	session struct{ basket *basket }
	cache   struct{ session *session }

	mailer interface{ mail() }
	smtp   struct{}

	buy struct {
		mediator.Command[receipt]
		SKU string `json:"sku"`
	}
	receipt    struct{}
	buyHandler struct{}

	buyAgainHandler struct{ buyHandler }
	audit           struct{}

	article    struct{ Name string }
	articleDTO struct {
		Name  string
		Price int
	}
)

func (smtp) mail() {}

func (*buyHandler) Handle(context.Context, buy) (receipt, error) { return receipt{}, nil }

func (*audit) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	return next(ctx, call)
}

func newDatabase() *database               { return &database{} }
func newStock(db *database) *stock         { return &stock{db} }
func newPrices(s *stock) *prices           { return &prices{s} }
func newCheckout(p *prices) *checkout      { return &checkout{p} }
func newHen(e *egg) *hen                   { return &hen{e} }
func newEgg(c *chick) *egg                 { return &egg{c} }
func newChick(h *hen) *chick               { return &chick{h} }
func newBasket() *basket                   { return &basket{} }
func newSession(b *basket) *session        { return &session{b} }
func newCache(s *session) *cache           { return &cache{s} }
func newSMTP() smtp                        { return smtp{} }
func newBuyHandler() *buyHandler           { return &buyHandler{} }
func newAudit(*database) *audit            { return &audit{} }
func newClock(context.Context) mailer      { return smtp{} }
func newLoud(m mailer) mailer              { return m }
func newNotifier(mailer) *stock            { return nil }
func newBuyAgainHandler() *buyAgainHandler { return &buyAgainHandler{} }

// shopController is a controller whose routes a case declares.
type shopController struct{}

func (*shopController) Routes(r *mvc.Routes[*shopController]) {
	mvc.Get(r, "/articles/{id}", (*shopController).Article)
	mvc.Post(r, "/purchases", (*shopController).Buy)
}

type articleRequest struct {
	ID string `path:"id"`
}

func (*shopController) Article(context.Context, articleRequest) (articleDTO, error) {
	return articleDTO{}, nil
}

func (*shopController) Buy(context.Context, buy) (receipt, error) { return receipt{}, nil }

type otherController struct{}

func (*otherController) Routes(r *mvc.Routes[*otherController]) {
	mvc.Get(r, "/articles/{sku}", (*otherController).BySKU)
}

type skuRequest struct {
	SKU string `path:"sku"`
}

func (*otherController) BySKU(context.Context, skuRequest) (articleDTO, error) {
	return articleDTO{}, nil
}

type lostController struct{}

func (*lostController) Routes(r *mvc.Routes[*lostController]) {
	mvc.Get(r, "/lost/{id}", (*lostController).Lost)
	mvc.Get(r, "/channels", (*lostController).Channel)
	mvc.Get(r, "/rules", (*lostController).Rule)
}

type (
	noIDRequest    struct{}
	channelRequest struct {
		Updates chan int `query:"updates"`
	}
	ruleRequest struct {
		Name string `query:"name" validate:"required,nosuchrule"`
	}
)

func (*lostController) Lost(context.Context, noIDRequest) (receipt, error) { return receipt{}, nil }

func (*lostController) Channel(context.Context, channelRequest) (receipt, error) {
	return receipt{}, nil
}

func (*lostController) Rule(context.Context, ruleRequest) (receipt, error) { return receipt{}, nil }

func newShopController() *shopController   { return &shopController{} }
func newOtherController() *otherController { return &otherController{} }
func newLostController() *lostController   { return &lostController{} }

func shop(registrations ...mvc.Registration) hosting.SubApp {
	return hosting.SubApp{Path: "/api", Name: "shop", Controllers: registrations}
}

type shopSettings struct {
	DatabaseURL string `validate:"required"`
	Workers     int    `default:"4" validate:"min=1,max=64"`
}

// mistakes are what can be wrong with an application before it starts, each with
// the words of the page.
var mistakes = []struct {
	title, text string
	environ     []string
	make        func(b *hosting.WebApplicationBuilder)
}{
	{
		title: "A dependency is missing, three levels deep",
		text:  "The path leads from what is registered to what is not.",
		make: func(b *hosting.WebApplicationBuilder) {
			di.AddSingleton[*checkout](b.Services, newCheckout)
			di.AddSingleton[*prices](b.Services, newPrices)
			di.AddSingleton[*stock](b.Services, newStock)
		},
	},
	{
		title: "Three services need each other in a circle",
		make: func(b *hosting.WebApplicationBuilder) {
			di.AddSingleton[*hen](b.Services, newHen)
			di.AddSingleton[*egg](b.Services, newEgg)
			di.AddSingleton[*chick](b.Services, newChick)
		},
	},
	{
		title: "A singleton captures a scoped service",
		text:  "The first basket would serve everybody.",
		make: func(b *hosting.WebApplicationBuilder) {
			di.AddScoped[*basket](b.Services, newBasket)
			di.AddSingleton[*session](b.Services, newSession)
		},
	},
	{
		title: "A singleton captures a scoped service through a transient one",
		make: func(b *hosting.WebApplicationBuilder) {
			di.AddScoped[*basket](b.Services, newBasket)
			di.AddTransient[*session](b.Services, newSession)
			di.AddSingleton[*cache](b.Services, newCache)
		},
	},
	{
		title: "A singleton asks for the context of a request",
		make:  func(b *hosting.WebApplicationBuilder) { di.AddSingleton[mailer](b.Services, newClock) },
	},
	{
		title: "A service is registered twice",
		make: func(b *hosting.WebApplicationBuilder) {
			di.AddSingleton[mailer](b.Services, newSMTP)
			di.AddSingleton[mailer](b.Services, newSMTP)
		},
	},
	{
		title: "One service is asked for where several are registered",
		make: func(b *hosting.WebApplicationBuilder) {
			di.AddSingleton[mailer](b.Services, newSMTP, di.Many())
			di.AddSingleton[mailer](b.Services, newSMTP, di.Many())
			di.AddSingleton[*stock](b.Services, newNotifier)
		},
	},
	{
		title: "A constructor returns something else",
		make:  func(b *hosting.WebApplicationBuilder) { di.AddSingleton[mailer](b.Services, newDatabase) },
	},
	{
		title: "A decorator has nothing to decorate",
		make:  func(b *hosting.WebApplicationBuilder) { di.Decorate[mailer](b.Services, newLoud) },
	},
	{
		title: "An override has nothing to override",
		make:  func(b *hosting.WebApplicationBuilder) { di.OverrideValue[mailer](b.Services, smtp{}) },
	},
	{
		title: "Two handlers answer one command",
		make: func(b *hosting.WebApplicationBuilder) {
			mediator.AddHandler[*buyHandler](b.Services, newBuyHandler)
			mediator.AddHandler[*buyAgainHandler](b.Services, newBuyAgainHandler)
		},
	},
	{
		title: "A route takes a command that nobody handles",
		make: func(b *hosting.WebApplicationBuilder) {
			b.AddSubApp(shop(mvc.Controller[*shopController](newShopController)))
		},
	},
	{
		title: "A behaviour cannot be constructed",
		text:  "The application does not start without it: nothing fails open.",
		make: func(b *hosting.WebApplicationBuilder) {
			mediator.AddHandler[*buyHandler](b.Services, newBuyHandler)
			mediator.AddBehavior(b.Services, newAudit)
		},
	},
	{
		title: "Something is registered as a behaviour and is none",
		make: func(b *hosting.WebApplicationBuilder) {
			mediator.AddHandler[*buyHandler](b.Services, newBuyHandler)
			mediator.AddBehavior(b.Services, newDatabase)
		},
	},
	{
		title: "A request does not say who may send it",
		text:  "Where authorisation is asked for, every request says it, also when everybody may.",
		make: func(b *hosting.WebApplicationBuilder) {
			mediator.AddBehavior(b.Services, behavior.NewAuthorization)
			mediator.AddHandler[*buyHandler](b.Services, newBuyHandler)
		},
	},
	{
		title: "Two routes clash",
		text:  "The parameters have different names and match the same requests.",
		make: func(b *hosting.WebApplicationBuilder) {
			mediator.AddHandler[*buyHandler](b.Services, newBuyHandler)
			b.AddSubApp(shop(mvc.Controller[*shopController](newShopController), mvc.Controller[*otherController](newOtherController)))
		},
	},
	{
		title: "A route has a parameter without a field, a field that cannot be bound and a rule that does not exist",
		make: func(b *hosting.WebApplicationBuilder) {
			b.AddSubApp(shop(mvc.Controller[*lostController](newLostController)))
		},
	},
	{
		title: "Two sub-apps are mounted at one path",
		make: func(b *hosting.WebApplicationBuilder) {
			b.AddSubApp(hosting.SubApp{Path: "/api", Name: "machines"})
			b.AddSubApp(hosting.SubApp{Path: "/api/", Name: "people"})
		},
	},
	{
		title: "A mapping forgets a field",
		make: func(b *hosting.WebApplicationBuilder) {
			mapping.AddProfile(b.Services, func() *mapping.Profile {
				p := mapping.NewProfile()
				mapping.For[article, articleDTO](p)
				return p
			})
		},
	},
	{
		title: "A setting is missing",
		make:  func(b *hosting.WebApplicationBuilder) { hosting.AddSettings[shopSettings](b) },
	},
	{
		title:   "A setting cannot be read",
		environ: []string{"SHOP_DATABASE_URL=memory:", "SHOP_WORKERS=many"},
		make:    func(b *hosting.WebApplicationBuilder) { hosting.AddSettings[shopSettings](b) },
	},
	{
		title:   "Two settings are wrong, and one is misspelt",
		environ: []string{"SHOP_DATABSE_URL=memory:", "SHOP_WORKERS=1000"},
		make:    func(b *hosting.WebApplicationBuilder) { hosting.AddSettings[shopSettings](b) },
	},
	{
		title:   "Several mistakes of different kinds are reported together",
		environ: []string{"PORT=eighty"},
		make: func(b *hosting.WebApplicationBuilder) {
			hosting.AddSettings[shopSettings](b)
			di.AddSingleton[*checkout](b.Services, newCheckout)
			di.AddScoped[*basket](b.Services, newBasket)
			di.AddSingleton[*session](b.Services, newSession)
			b.AddSubApp(shop(mvc.Controller[*shopController](newShopController), mvc.Controller[*otherController](newOtherController)))
		},
	},
}

// The page shows what an operator sees, so the page is the golden file.
func TestStartupErrorsAreAsThePageSays(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	page.WriteString("# Startup errors\n\n" +
		"What an application says when it cannot start, for each mistake that it finds before anything is constructed. `validate` prints the same without starting, and\n" +
		"so does `builder.Build()` in a unit test. All mistakes are reported at once.\n\n" +
		"This page is written by the test in docs/reference/shop, so it shows what is really printed; only the line numbers are taken out.\n")
	for _, m := range mistakes {
		fmt.Fprintf(&page, "\n## %s\n\n", m.title)
		if m.text != "" {
			page.WriteString(m.text + "\n\n")
		}
		fmt.Fprintf(&page, "```text\n%s\n```\n", report(t, m.environ, m.make))
	}
	file := filepath.Join("..", "startup-errors.md")
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(page.String()), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), page.String(), "run go test ./docs/reference/shop -update when the new words are better")
}

var line = regexp.MustCompile(`(\.go):\d+`)

func report(t *testing.T, environ []string, configure func(*hosting.WebApplicationBuilder)) string {
	t.Helper()
	b := hosting.NewBuilder(hosting.Config{
		Name: "shop", Args: []string{"serve"}, Environ: append([]string{}, environ...), Dir: t.TempDir(), Output: io.Discard, Errors: io.Discard,
	})
	configure(b)
	_, err := b.Build()
	require.Error(t, err)
	return strings.TrimRight(line.ReplaceAllString(err.Error(), "$1"), "\n")
}
