package hosting

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/neuroglia-go/neuroglia/hosting/config"
)

// configCommand is the command "config" and what is below it.
func (a *App) configCommand() *cobra.Command {
	command := simple("config", "Show the settings and where each comes from", a.runConfig)
	export := simple("export", "Write the settings that were given as lines of an .env file", a.runExport)
	export.Long = "Writes the settings that something was said about, or all with --all, as lines of an .env file.\n" +
		"Secrets are left out: a comment has their names."
	export.Flags().Bool("all", false, "write those that have their default, too")
	command.AddCommand(export)
	return command
}

// runExport prints settings as NAME='value'.
func (a *App) runExport(cmd *cobra.Command, _ []string) error {
	if faults := a.loader.Faults(); len(faults) > 0 {
		fmt.Fprintf(a.config.Errors, "\n%v", &config.Error{Faults: faults})
		return &reportedError{code: ExitConfig}
	}
	all, err := cmd.Flags().GetBool("all")
	if err != nil {
		return err
	}
	for _, v := range a.loader.Values() {
		switch given := v.Origin != "" && v.Origin != "default"; {
		case !given && (!all || v.Origin == ""):
			continue
		case strings.Contains(v.Text, config.Redacted):
			_, err = fmt.Fprintf(a.config.Output, "# %s is secret and left out\n", v.Name)
		default:
			_, err = fmt.Fprintf(a.config.Output, "%s=%s\n", v.Name, quoteEnv(v.Text))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// quoteEnv returns the value as .env files have it: as it is where nothing in it means
// anything there, else in single quotes, within which only they do.
func quoteEnv(text string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.,:/@+%?&="
	if strings.Trim(text, plain) == "" {
		return text
	}
	if strings.Contains(text, "'") {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "\n", `\n`).Replace(text) + `"`
	}
	return "'" + text + "'"
}
