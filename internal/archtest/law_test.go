package archtest_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/archtest"
)

// pure is the part of the standard library that a domain may use: no input or
// output, no logging, no encoding. Of time it takes the types; that it calls no
// clock is part of what each sample is held to beside its composition.
var pure = []string{"cmp", "errors", "fmt", "iter", "maps", "math", "slices", "sort", "strconv", "strings", "time", "unicode", "unicode/utf8"}

// law is the import law of the module, from the bottom up.
var law = archtest.Law{
	Module: "github.com/neuroglia-go/neuroglia",
	Rows: []archtest.Row{
		// L0: the standard library only.
		{Package: "errs"},
		{Package: "internal/archtest"},
		{Package: "internal/docsnip"},
		{Package: "internal/scheme", Local: []string{"errs"}},
		{Package: "internal/testenv", Vendor: []string{"github.com/jackc/pgx/v5", "github.com/nats-io/nats.go", "github.com/rabbitmq/amqp091-go", "github.com/redis/go-redis/v9"}, TestOnly: true},
		{Package: "internal/sampletest", Local: []string{"internal/testenv", "data/postgres"}, Vendor: []string{"github.com/stretchr/testify", "github.com/goccy/go-yaml"}, TestOnly: true},

		// L1
		{Package: "di", Local: []string{"errs"}, Vendor: []string{"go.uber.org/dig"}},
		{Package: "di/ditest", Local: []string{"di"}, Vendor: []string{"github.com/stretchr/testify"}, TestOnly: true},

		// L2: pillars, each on its own but for what is listed.
		{Package: "mediator", Local: []string{"errs", "di"}},
		{Package: "mediator/behavior", Local: []string{"errs", "di", "auth", "mediator", "data", "data/query", "data/uow", "data/aggregate", "data/eventstore"}},
		{Package: "mediator/mediatortest", Local: []string{"errs", "di", "mediator"}, TestOnly: true},
		{Package: "mapping", Local: []string{"errs", "di"}},
		{Package: "mvc", Local: []string{"errs", "di", "auth", "mvc/codec", "mvc/openapi", "mvc/validation", "mvc/docsui"}, Vendor: []string{"github.com/go-chi/chi/v5"}},
		{Package: "mvc/codec", Local: []string{"errs"}, Vendor: []string{"github.com/go-json-experiment/json"}},
		{Package: "mvc/validation", Local: []string{"errs"}, Vendor: []string{"github.com/go-playground/validator/v10"}},
		{Package: "mvc/openapi", Local: []string{"errs", "mvc/validation"}},
		{Package: "mvc/docsui"},
		{Package: "mvc/mvctest", Local: []string{"errs", "mvc", "mvc/codec", "mvc/openapi"}, Vendor: []string{"github.com/stretchr/testify"}, TestOnly: true},
		{Package: "data/aggregate", Local: []string{"errs"}},
		{Package: "data/query", Local: []string{"errs"}, Vendor: []string{"github.com/go-json-experiment/json"}},
		{Package: "data/query/sqlquery", Local: []string{"data/query"}},
		{Package: "data/uow", Local: []string{"errs", "data/aggregate"}},
		{Package: "data", Local: []string{"errs", "internal/scheme", "data/aggregate", "data/query", "data/uow"}, Vendor: []string{"github.com/go-json-experiment/json"}},
		{Package: "data/eventstore", Local: []string{"errs", "data", "data/aggregate", "data/query"}},
		{Package: "data/lease", Local: []string{"errs", "data"}},
		{Package: "data/migrate", Local: []string{"errs"}},
		{Package: "data/datatest", Local: []string{"errs", "data", "data/aggregate", "data/eventstore", "data/query", "data/lease", "data/migrate", "data/uow"}, Vendor: []string{"github.com/stretchr/testify", "pgregory.net/rapid"}, TestOnly: true},

		{Package: "eventing", Local: []string{"errs", "di", "data", "data/aggregate", "data/eventstore", "data/lease", "data/query", "data/uow"}},
		{Package: "eventing/process", Local: []string{"errs", "di", "mediator", "data", "data/aggregate", "data/eventstore", "data/lease", "data/query", "data/uow", "eventing"}},
		{Package: "eventing/process/processtest", Local: []string{"errs", "data/aggregate", "eventing/process"}, TestOnly: true},
		{Package: "eventing/projection", Local: []string{"errs", "di", "mediator", "data", "data/aggregate", "data/eventstore", "data/lease", "data/query", "data/uow", "eventing"}},
		{Package: "eventing/cloudevents", Local: []string{"errs"}, Vendor: []string{"github.com/go-json-experiment/json"}},
		{Package: "eventing/transport", Local: []string{"errs", "internal/scheme", "eventing/cloudevents"}},
		{Package: "eventing/eventingtest", Local: []string{"errs", "eventing/cloudevents", "eventing/transport"}, Vendor: []string{"github.com/stretchr/testify"}, TestOnly: true},
		{Package: "eventing/live", Local: []string{"data/eventstore"}},
		{Package: "eventing/relay", Local: []string{"errs", "di", "data/aggregate", "data/eventstore", "eventing", "eventing/cloudevents", "eventing/transport"}, Vendor: []string{"github.com/go-json-experiment/json"}},
		{Package: "eventing/ingest", Local: []string{"errs", "di", "data", "data/aggregate", "data/eventstore", "data/query", "data/uow", "eventing", "eventing/cloudevents", "eventing/transport"}, Vendor: []string{"github.com/go-json-experiment/json"}},

		{Package: "auth", Local: []string{"errs"}},
		{Package: "auth/csrf", Local: []string{"errs", "auth"}},
		{Package: "auth/session", Local: []string{"errs", "auth", "data/uow"}},
		{Package: "auth/session/sessiontest", Local: []string{"auth/session"}, Vendor: []string{"github.com/stretchr/testify"}, TestOnly: true},
		{Package: "auth/session/datasession", Local: []string{"errs", "auth/session", "data", "data/query", "data/uow"}},
		{Package: "auth/session/jwtsession", Local: []string{"errs", "auth", "auth/token", "auth/session"}},
		{Package: "auth/rebac", Local: []string{"errs"}},
		{Package: "auth/rebac/rebactest", Local: []string{"errs", "auth/rebac"}, Vendor: []string{"github.com/stretchr/testify", "pgregory.net/rapid"}, TestOnly: true},
		{Package: "auth/rebac/datarebac", Local: []string{"errs", "auth/rebac", "data", "data/query", "data/uow"}},
		{Package: "auth/rebac/openfga", Local: []string{"errs", "auth", "auth/rebac"}},
		{Package: "auth/password", Local: []string{"errs", "auth"}, Vendor: []string{"golang.org/x/crypto"}},
		{Package: "auth/throttle", Local: []string{"errs"}},
		{Package: "auth/throttle/throttletest", Local: []string{"errs", "auth/throttle"}, Vendor: []string{"github.com/stretchr/testify"}, TestOnly: true},
		{Package: "auth/throttle/datathrottle", Local: []string{"errs", "auth/throttle", "data", "data/query", "data/uow"}},
		{Package: "auth/token", Local: []string{"errs", "auth"}, Vendor: []string{"github.com/golang-jwt/jwt/v5"}},
		{Package: "auth/oidc", Local: []string{"errs", "auth", "auth/token", "auth/session"}, Vendor: []string{"golang.org/x/oauth2"}},
		{Package: "auth/oidc/oidctest", Local: []string{"auth/oidc"}, Vendor: []string{"github.com/stretchr/testify"}, TestOnly: true},
		{Package: "auth/oidc/dataoidc", Local: []string{"auth/oidc", "data", "data/query"}},
		{Package: "auth/password/passwordtest", Local: []string{"auth", "auth/password"}, TestOnly: true},

		// L3: adapters, each with one vendor family and none of its siblings.
		{Package: "auth/session/redissession", Local: []string{"errs", "auth/session"}, Vendor: []string{"github.com/redis/go-redis/v9"}},
		{Package: "auth/throttle/redisthrottle", Local: []string{"auth/throttle"}, Vendor: []string{"github.com/redis/go-redis/v9"}},
		{Package: "data/memory", Local: []string{"errs", "data", "data/eventstore", "data/query", "data/uow"}},
		{Package: "data/sqlite", Local: []string{"errs", "data", "data/eventstore", "data/migrate", "data/query", "data/query/sqlquery", "data/uow"}, Vendor: []string{"modernc.org/sqlite"}},
		{Package: "data/postgres", Local: []string{"errs", "data", "data/eventstore", "data/migrate", "data/query", "data/query/sqlquery", "data/uow"}, Vendor: []string{"github.com/jackc/pgx/v5"}},
		{Package: "eventing/rabbitbus", Local: []string{"errs", "eventing/cloudevents", "eventing/transport"}, Vendor: []string{"github.com/rabbitmq/amqp091-go"}},
		{Package: "eventing/webhook", Local: []string{"errs", "eventing/cloudevents", "eventing/transport"}},
		{Package: "eventing/membus", Local: []string{"errs", "eventing/cloudevents", "eventing/transport"}},
		{Package: "eventing/natsbus", Local: []string{"errs", "eventing/cloudevents", "eventing/transport"}, Vendor: []string{"github.com/nats-io/nats.go"}},

		// L4: every contract, no adapter.
		{Package: "hosting/config", Local: []string{"errs", "auth"}, Vendor: []string{"github.com/pelletier/go-toml/v2", "github.com/goccy/go-yaml", "github.com/joho/godotenv"}},
		{Package: "hosting/config/consul", Local: []string{"auth", "hosting/config"}},
		{Package: "hosting/health", Local: []string{"errs", "di"}},
		{Package: "hosting/correlation"},
		{Package: "hosting/logging", Local: []string{"errs", "hosting/config", "hosting/correlation"}},
		{Package: "hosting", Local: []string{"errs", "di", "auth", "mediator", "mediator/behavior", "mapping", "mvc/...", "data", "hosting/config", "hosting/correlation", "hosting/health", "hosting/logging"}, Vendor: []string{"github.com/spf13/cobra"}},
		{Package: "hosting/worker", Local: []string{"errs", "di", "mediator", "data/eventstore", "data/query", "eventing", "eventing/process", "eventing/projection", "hosting", "hosting/health"}},
		{Package: "hosting/rpc", Local: []string{"errs", "auth", "di", "mvc", "hosting", "hosting/config", "hosting/correlation", "hosting/health"}, Vendor: []string{"connectrpc.com/connect", "connectrpc.com/grpchealth", "connectrpc.com/grpcreflect", "google.golang.org/protobuf"}},
		{Package: "hosting/rpc/internal/shopv1", Vendor: []string{"google.golang.org/protobuf"}, TestOnly: true},
		{Package: "hosting/rpc/internal/shopv1/shopv1connect", Local: []string{"hosting/rpc/internal/shopv1"}, Vendor: []string{"connectrpc.com/connect"}, TestOnly: true},
		{Package: "hosting/archtest", TestOnly: true},
		{Package: "hosting/hosttest", Local: []string{"errs", "di", "mvc/mvctest", "hosting", "hosting/config"}, TestOnly: true},

		// L5: a sample, layer by layer; no sample imports another.
		{Package: "samples/pizzeria/domain", Local: []string{"errs", "data/aggregate"}, Std: pure},
		{Package: "samples/pizzeria/application", Local: []string{"samples/pizzeria/domain", "errs", "auth", "auth/session", "di", "mediator", "mediator/behavior", "mapping", "data", "data/query", "data/uow", "data/eventstore", "eventing", "eventing/ingest", "eventing/live", "eventing/projection"}},
		{Package: "samples/pizzeria/integration", Local: []string{"samples/pizzeria/domain", "samples/pizzeria/application", "errs", "auth", "auth/oidc", "auth/session/...", "auth/token", "di", "mediator", "mediator/behavior", "data/...", "eventing/...", "hosting/..."}, Vendor: []string{"github.com/google/uuid"}},
		{Package: "samples/pizzeria/api", Local: []string{"samples/pizzeria/domain", "samples/pizzeria/application", "errs", "auth", "mediator", "mvc", "mvc/openapi", "eventing/cloudevents", "eventing/ingest"}},
		{Package: "samples/pizzeria", Local: []string{"samples/pizzeria/...", "auth", "auth/csrf", "auth/session", "di", "mvc/openapi", "hosting", "hosting/config", "hosting/worker"}},
		{Package: "samples/pizzeria/cmd/pizzeria", Local: []string{"samples/pizzeria", "hosting"}},
		{Package: "samples/banking/domain", Local: []string{"errs", "data/aggregate"}, Std: pure},
		{Package: "samples/banking/application", Local: []string{"samples/banking/domain", "errs", "di", "mediator", "mediator/behavior", "data", "data/aggregate", "data/query", "data/uow", "data/eventstore", "eventing", "eventing/process", "eventing/projection"}},
		{Package: "samples/banking/integration", Local: []string{"samples/banking/domain", "samples/banking/application", "errs", "di", "mediator", "mediator/behavior", "data/...", "eventing/...", "hosting/..."}, Vendor: []string{"github.com/google/uuid"}},
		{Package: "samples/banking/api", Local: []string{"samples/banking/domain", "samples/banking/application", "errs", "mediator", "mvc", "mvc/openapi"}},
		{Package: "samples/banking/cli", Local: []string{"samples/banking/application", "errs", "di", "mediator", "data/eventstore", "hosting"}},
		{Package: "samples/banking", Local: []string{"samples/banking/...", "hosting", "hosting/worker"}},
		{Package: "samples/banking/cmd/banking", Local: []string{"samples/banking", "hosting"}},

		{Package: "samples/auth/domain/identity", Local: []string{"errs", "data/aggregate"}, Std: pure},
		{Package: "samples/auth/domain/content", Local: []string{"errs", "data/aggregate"}, Std: pure},
		{Package: "samples/auth/application/identity", Local: []string{"samples/auth/domain/identity", "errs", "auth", "auth/session", "auth/throttle", "di", "mediator", "mediator/behavior", "data", "data/query"}},

		{Package: "samples/auth/application/content", Local: []string{"samples/auth/domain/content", "errs", "auth", "auth/rebac", "di", "mediator", "mediator/behavior", "data", "data/query", "data/uow", "eventing"}},
		{Package: "samples/auth/application", Local: []string{"samples/auth/domain/...", "samples/auth/application/...", "di", "mediator", "mediator/behavior", "data/eventstore"}},

		{Package: "samples/auth/integration", Local: []string{"samples/auth/domain/...", "samples/auth/application/...", "errs", "auth/...", "mvc", "di", "mediator", "mediator/behavior", "data/...", "eventing", "hosting/..."}, Vendor: []string{"github.com/google/uuid"}},
		{Package: "samples/auth/api", Local: []string{"samples/auth/domain/...", "samples/auth/application/...", "errs", "auth", "auth/csrf", "mediator", "mvc", "mvc/openapi"}},
		{Package: "samples/auth/rpc", Local: []string{"samples/auth/rpc/...", "samples/auth/application/...", "errs", "auth", "mediator"}},
		{Package: "samples/auth/rpc/postv1", Vendor: []string{"google.golang.org/protobuf"}},
		{Package: "samples/auth/rpc/postv1/postv1connect", Local: []string{"samples/auth/rpc/postv1"}, Vendor: []string{"connectrpc.com/connect"}},
		{Package: "samples/auth/cli", Local: []string{"samples/auth/domain/...", "samples/auth/application/...", "errs", "auth", "auth/session", "di", "mediator", "hosting"}},
		{Package: "samples/auth", Local: []string{"samples/auth/...", "auth", "auth/csrf", "auth/session", "di", "hosting", "hosting/config", "hosting/rpc", "hosting/worker", "mvc"}},
		{Package: "samples/auth/cmd/auth", Local: []string{"samples/auth", "hosting"}},

		// Pages with code of their own.
		{Package: "docs/reference/shop"},
		{Package: "docs/reference"},
		{Package: "docs/start/account", Local: []string{"errs", "di", "mediator", "data", "data/aggregate", "data/eventstore", "data/query", "data/sqlite", "data/uow", "eventing", "eventing/process", "eventing/projection"}},
		{Package: "docs/start/counter", Local: []string{"errs", "di", "mediator", "mediator/behavior", "mvc", "hosting", "data", "data/aggregate", "data/memory", "data/sqlite"}},
		{Package: "docs/start/hello", Local: []string{"mediator", "mvc", "hosting"}},
	},
}

func TestThePackagesKeepTheLaw(t *testing.T) {
	t.Parallel()
	packages, err := archtest.Load(t.Context(), filepath.Join("..", ".."))
	require.NoError(t, err)
	for _, breach := range law.Check(packages) {
		t.Error(breach)
	}
}
