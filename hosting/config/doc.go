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
package config
