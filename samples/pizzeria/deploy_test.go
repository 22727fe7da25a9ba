package pizzeria_test

import "testing"

func TestTheKubernetesManifestsFitTheService(t *testing.T) {
	t.Parallel()
	pizzeria.RequireKubernetesFits(t)
}

func TestTheComposeFileFitsTheService(t *testing.T) {
	t.Parallel()
	pizzeria.RequireComposeFits(t)
}

func TestTheComposeFileWithPostgreSQLFitsTheService(t *testing.T) {
	t.Parallel()
	pizzeria.RequireComposeWithPostgresFits(t)
}
