package banking_test

import "testing"

func TestTheKubernetesManifestsFitTheService(t *testing.T) {
	t.Parallel()
	bank.RequireKubernetesFits(t)
}

func TestTheComposeFileFitsTheService(t *testing.T) {
	t.Parallel()
	bank.RequireComposeFits(t)
}

func TestTheComposeFileWithPostgreSQLFitsTheService(t *testing.T) {
	t.Parallel()
	bank.RequireComposeWithPostgresFits(t)
}
