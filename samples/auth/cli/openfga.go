package cli

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
)

// OpenFGA is the command "openfga".
func OpenFGA() hosting.Command {
	return hosting.Command{
		Name: "openfga", Short: "Look after the OpenFGA server",
		Commands: []hosting.Command{{
			Name: "provision", Args: "URL", Short: "Give a server the model and what the database knows",
			Long: "Makes a store, or takes that of AUTH_OPENFGA_STORE_ID, writes the model of this release and who relates to what by the database, " +
				"and prints the settings by which the service asks the server. The key is AUTH_OPENFGA_TOKEN. It can be run again.",
			Run: provision,
		}},
	}
}

func provision(ctx context.Context, scope *di.Scope, args []string) error {
	if len(args) != 1 {
		return errs.Invalid("usage", "say where the server is: openfga provision URL")
	}
	provisioning, err := di.Resolve[content.Provisioning](scope)
	if err != nil {
		return err
	}
	done, err := provisioning.Provision(ctx, args[0])
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(hosting.Output(ctx), "# %d relations are there\nAUTH_OPENFGA_URL=%s\nAUTH_OPENFGA_STORE_ID=%s\nAUTH_OPENFGA_MODEL_ID=%s\n",
		done.Relations, args[0], done.StoreID, done.ModelID)
	return err
}
