// Package config fills a struct with the settings of a service and reports
// everything that is wrong with them at once, in words for whoever sets them.
//
//	type Settings struct {
//		DatabaseURL string        `default:"sqlite:orders.db" doc:"where orders are kept"`
//		PaymentKey  config.Secret `validate:"required,min=16"`
//		Kitchen     struct {
//			Capacity int           `default:"3" validate:"min=1"`
//			Timeout  time.Duration `default:"30s"`
//		}
//	}
//
//	loader := config.New(config.Config{Service: "pizzeria"})
//	settings := config.Load[Settings](loader)
//	if err := loader.Err(); err != nil {
//		return err // every fault, numbered, each with its fix
//	}
//
// # Names
//
// A field has a dotted key (kitchen.capacity) and a variable that begins with the
// name of the service (PIZZERIA_KITCHEN_CAPACITY). The tag `config:"cooks"` renames
// its part of both, `config:"-"` leaves the field out, and `env:"PORT"` gives the
// variable another name altogether. An embedded struct adds nothing to the key.
//
// # Where values come from
//
// The first source that has a value wins:
//
//  1. --set kitchen.capacity=5 on the command line ([Config.Set])
//  2. the environment; PIZZERIA_PAYMENT_KEY_FILE=/run/secrets/key reads the value from
//     that file, and setting both forms is a fault
//  3. a .env file, in development only ([Config.DotEnv])
//  4. a TOML or YAML file: --config, else $PIZZERIA_CONFIG, else pizzeria.toml, .yaml
//     or .yml in the working directory
//  5. the default that the program prefers (Config.Defaults), else the default tag
//
// An empty variable counts as not set. Variables with the prefix of the service
// that nobody reads are told by [Loader.Warnings], with the name that was
// probably meant.
//
// # Types
//
// Strings, bools, integers, floats, [time.Duration], [url.URL], [Bytes],
// [Secret], every type with an UnmarshalText method ([time.Time], slog.Level),
// slices of them ("a,b"; "\," is a comma inside an element), maps ("a=1,b=2")
// and pointers, which stay nil when nothing is set. Structs nest.
//
// # Rules
//
// The validate tags are those of the mvc packages, by way of [Validator].
// "required" means that a source gives a value, so a zero that somebody has set
// is accepted. Rules apply to the text of a [Secret].
//
// # Secrets
//
// A [Secret] prints [redacted] everywhere. Faults and [Loader.Values] redact it
// too, and with it passwords in URLs and values whose names read like a secret's.
//
// # Settings that change while the service runs
//
// A [Monitor] follows sources that change, and [Watch] gives settings that follow them. A
// service that changes the level of its log without being started again:
//
//	type Live struct {
//		Log     struct{ Level slog.Level `default:"info"` }
//		Session struct{ TTL time.Duration `default:"1h" validate:"min=1m"` }
//		Port    int `default:"8080" config:",static"`
//	}
//
//	monitor := config.NewMonitor(loader, config.MonitorConfig{
//		Sources: []config.Source{config.NewFileSource("live.toml", 0)},
//		Logger:  logger,
//	})
//	live := config.Watch[Live](monitor)
//	live.OnChange(func(_, now *Live, keys []string) { level.Set(now.Log.Level) })
//	level.Set(live.Current().Log.Level)
//	if err := monitor.Load(ctx); err != nil {
//		return err // a source that cannot be read, or every fault of its settings
//	}
//	go monitor.Run(ctx)
//
// In an application hosting.AddMonitor does this, for the level of the log too.
//
// Sources come after --set and before the environment. A snapshot of all of them is read,
// checked as a whole and put in place at once: one that is not right is logged with every
// fault and changes nothing, and [Monitor.Err] tells of it. What a source has no more falls
// back to the next one. A field, or a struct of fields, with the tag `config:",static"` is
// read at start only, and a source that sets it is told so in the log.
//
// There are [FileSource], [MemorySource] for tests, and the package consul.
package config
