package sampletest

import (
	"bytes"
	"errors"
	"io"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/postgres"
)

// RequireKubernetesFits requires that what kubernetes.yaml says fits the service: its variables
// are settings, with values that are valid, its probes are those of the service, and who stops it
// waits long enough.
func (p *Program) RequireKubernetesFits(t *testing.T) {
	t.Helper()
	kinds := manifests(t, "kubernetes.yaml")
	require.Len(t, kinds, 3)
	require.Contains(t, kinds, "Service")
	deployment := kinds["Deployment"].Spec
	require.Equal(t, 1, deployment.Replicas, "SQLite has one writer")
	require.Equal(t, "Recreate", deployment.Strategy.Type)
	pod := deployment.Template.Spec
	require.Equal(t, new(bool), pod.EnableServiceLinks, "a service named %s would set %s", p.Name, p.Variable("PORT"))
	require.Equal(t, kinds["PersistentVolumeClaim"].Metadata.Name, pod.Volumes[0].PersistentVolumeClaim.ClaimName)

	c := pod.Containers[0]
	var env []string
	for _, e := range c.Env {
		env = append(env, e.Name+"="+e.Value)
	}
	set := p.Settings(t, env...)
	for _, e := range c.Env {
		if e.Name != "GOMEMLIMIT" {
			require.Equal(t, e.Value, set[e.Name], e.Name)
		}
	}
	require.Greater(t, time.Duration(pod.TerminationGracePeriodSeconds)*time.Second, p.stopTime(t, set))
	require.Equal(t, "/health/live", c.LivenessProbe.HTTPGet.Path)
	require.Equal(t, "/health/ready", c.ReadinessProbe.HTTPGet.Path)
	require.Equal(t, "/health/ready", c.StartupProbe.HTTPGet.Path)
	require.True(t, strings.HasPrefix(set[p.Variable("DATABASE_URL")], "sqlite:"+c.VolumeMounts[0].MountPath+"/"))
}

// RequireComposeFits requires that compose.yaml fits the service and its image.
func (p *Program) RequireComposeFits(t *testing.T) {
	t.Helper()
	service := composed(t, "compose.yaml")[p.Name]
	require.Equal(t, "samples/"+p.Name+"/Dockerfile", service.Build.Dockerfile)

	env := imageEnv(t)
	for name, value := range service.Environment {
		env = append(env, name+"="+value)
	}
	set := p.Settings(t, env...)
	for name, value := range service.Environment {
		require.Equal(t, value, set[name])
	}
	grace, err := time.ParseDuration(service.StopGracePeriod)
	require.NoError(t, err)
	require.Greater(t, grace, p.stopTime(t, set))
	_, mount, _ := strings.Cut(service.Volumes[0], ":")
	require.True(t, strings.HasPrefix(set[p.Variable("DATABASE_URL")], "sqlite:"+mount+"/"))
	require.Equal(t, "0.0.0.0", set["HOST"])
}

// RequireComposeWithPostgresFits requires that what one service of compose.postgres.yaml calls the
// database is what the other one makes.
func (p *Program) RequireComposeWithPostgresFits(t *testing.T) {
	t.Helper()
	variable := p.Variable("DATABASE_URL")
	services := composed(t, "compose.postgres.yaml")
	given := services[p.Name].Environment[variable]
	config, err := postgres.ParseURL(given)
	require.NoError(t, err)
	u, err := url.Parse(config.URL)
	require.NoError(t, err)
	password, _ := u.User.Password()
	set := p.Settings(t, append(imageEnv(t), variable+"="+given)...)
	require.NotContains(t, set[variable], ":"+password+"@", "the config command shows no password")

	database, ok := services[u.Hostname()]
	require.True(t, ok)
	require.Equal(t, map[string]string{
		"POSTGRES_USER": u.User.Username(), "POSTGRES_PASSWORD": password, "POSTGRES_DB": strings.TrimPrefix(u.Path, "/"),
	}, database.Environment)
	require.Equal(t, "service_healthy", services[p.Name].DependsOn[u.Hostname()].Condition)
}

// stopTime is how long the service takes to stop at the most.
func (p *Program) stopTime(t *testing.T, set map[string]string) time.Duration {
	t.Helper()
	var sum time.Duration
	for _, name := range []string{"STOP_DELAY", "SERVER_DRAIN_TIMEOUT", "STOP_TIMEOUT"} {
		d, err := time.ParseDuration(set[p.Variable(name)])
		require.NoError(t, err, name)
		sum += d
	}
	return sum
}

// imageEnv returns the variables that the image sets.
func imageEnv(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("Dockerfile")
	require.NoError(t, err)
	require.Contains(t, string(text), "-tags validator_novalidatefn")
	env := regexp.MustCompile(`(?m)^ENV (.+)$`).FindStringSubmatch(string(text))
	require.NotNil(t, env)
	return strings.Fields(env[1])
}

// composed returns the services of a compose file.
func composed(t *testing.T, name string) map[string]composedService {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	var file struct{ Services map[string]composedService }
	require.NoError(t, yaml.Unmarshal(text, &file))
	return file.Services
}

type composedService struct {
	Build           struct{ Dockerfile string }
	Environment     map[string]string
	Volumes         []string
	StopGracePeriod string                                `yaml:"stop_grace_period"`
	DependsOn       map[string]struct{ Condition string } `yaml:"depends_on"`
}

// manifests returns the objects of a file for Kubernetes, by kind.
func manifests(t *testing.T, name string) map[string]manifest {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	kinds := map[string]manifest{}
	for decoder := yaml.NewDecoder(bytes.NewReader(text)); ; {
		var m manifest
		err := decoder.Decode(&m)
		if errors.Is(err, io.EOF) {
			return kinds
		}
		require.NoError(t, err)
		kinds[m.Kind] = m
	}
}

// manifest is the part of a Kubernetes object that is looked at.
type manifest struct {
	Kind     string
	Metadata struct{ Name string }
	Spec     struct {
		Replicas int
		Strategy struct{ Type string }
		Template struct{ Spec podSpec }
	}
}

type podSpec struct {
	EnableServiceLinks            *bool `yaml:"enableServiceLinks"`
	TerminationGracePeriodSeconds int   `yaml:"terminationGracePeriodSeconds"`
	Containers                    []struct {
		Env          []struct{ Name, Value string }
		VolumeMounts []struct {
			MountPath string `yaml:"mountPath"`
		} `yaml:"volumeMounts"`
		LivenessProbe  probe `yaml:"livenessProbe"`
		ReadinessProbe probe `yaml:"readinessProbe"`
		StartupProbe   probe `yaml:"startupProbe"`
	}
	Volumes []struct {
		PersistentVolumeClaim struct {
			ClaimName string `yaml:"claimName"`
		} `yaml:"persistentVolumeClaim"`
	}
}

type probe struct {
	HTTPGet struct{ Path string } `yaml:"httpGet"`
}
