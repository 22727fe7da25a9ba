package sampletest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheTableOfTheConfigCommandIsRead(t *testing.T) {
	t.Parallel()
	table := "VARIABLE  TYPE      VALUE      SOURCE\nHOST      text      127.0.0.1  default\nPORT      whole     8081       environment\n\n"
	require.Equal(t, map[string]string{"HOST": "127.0.0.1", "PORT": "8081"}, settingsIn(table))
}

func TestARowOfTheREADMEIsASettingAndItsDefault(t *testing.T) {
	t.Parallel()
	rows := "| variable | default | |\n|---|---|---|\n| `PORT` | `8081` | port to listen on |\n| `BANKING_ROLES` | `-` | `web` or `worker` |\n| [`domain`](domain) | `errs` | nothing |\n"
	require.Equal(t, map[string]string{"PORT": "8081", "BANKING_ROLES": "-"}, defaultsIn(rows))
}

func TestTheEveningEndsWithItsScript(t *testing.T) {
	t.Parallel()
	require.Equal(t, "curl here\n", evening(t, "# Bank\n\n## An evening\n\n```sh\ncurl here\n```\n\n```sh\nnot this\n```\n"))
}
