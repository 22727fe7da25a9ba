package config_test

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/neuroglia-go/neuroglia/hosting/config"
)

// Settings are a struct; what is wrong with them is told all at once.
func Example() {
	type Settings struct {
		DatabaseURL string        `default:"sqlite:orders.db" doc:"where orders are kept"`
		PaymentKey  config.Secret `validate:"required"`
		Kitchen     struct {
			Capacity int           `default:"3"`
			Timeout  time.Duration `default:"30s"`
		}
	}
	loader := config.New(config.Config{
		Service: "pizzeria",
		Environ: []string{"PIZZERIA_KITCHEN_CAPACITY=three"},
	})
	settings := config.Load[Settings](loader)
	fmt.Println(settings.DatabaseURL, settings.Kitchen.Timeout)
	fmt.Println(loader.Err())
	// Output:
	// sqlite:orders.db 30s
	// 2 settings are not right; nothing was started.
	//
	// 1. PIZZERIA_PAYMENT_KEY: is required and not set
	//    fix: set PIZZERIA_PAYMENT_KEY, or PIZZERIA_PAYMENT_KEY_FILE to the path of a file that holds it
	//
	// 2. PIZZERIA_KITCHEN_CAPACITY (environment): "three" is not a whole number
	//    fix: change PIZZERIA_KITCHEN_CAPACITY, for example to 3
}

func ExampleSecret() {
	key := config.NewSecret("sk_live_4f9a")
	fmt.Printf("%s %v %#v\n", key, key, key)
	fmt.Println(len(key.Reveal()))
	// Output:
	// [redacted] [redacted] [redacted]
	// 12
}

// A service changes the level of its log while it runs.
func ExampleWatch() {
	type Settings struct {
		Log struct {
			Level slog.Level `default:"info"`
		}
	}
	level := new(slog.LevelVar)
	source := config.NewMemorySource(nil)
	loader := config.New(config.Config{Service: "pizzeria", Environ: []string{"PIZZERIA_LOG_LEVEL=warn"}})
	monitor := config.NewMonitor(loader, config.MonitorConfig{Sources: []config.Source{source}})
	live := config.Watch[Settings](monitor)
	if err := monitor.Load(context.Background()); err != nil {
		fmt.Println(err)
	}
	level.Set(live.Current().Log.Level)
	fmt.Println(level.Level())

	changed := make(chan []string)
	live.OnChange(func(_, now *Settings, keys []string) {
		level.Set(now.Log.Level)
		changed <- keys
	})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { _ = monitor.Run(ctx) }()
	source.Set("log.level", "debug")
	fmt.Println(<-changed, level.Level())
	// Output:
	// WARN
	// [log.level] DEBUG
}
