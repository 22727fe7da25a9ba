package auth_test

import "testing"

func TestTheKubernetesManifestsFitTheService(t *testing.T) {
	t.Parallel()
	program.RequireKubernetesFits(t)
}

func TestTheComposeFileFitsTheService(t *testing.T) {
	t.Parallel()
	program.RequireComposeFits(t)
}

func TestTheComposeFileWithPostgreSQLFitsTheService(t *testing.T) {
	t.Parallel()
	program.RequireComposeWithPostgresFits(t)
}
