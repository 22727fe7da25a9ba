package testenv

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// nodeScript runs a node of RabbitMQ with a name service of its own.
const nodeScript = `
epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 &
exec "$BIN/rabbitmq-server"
`

// node is a RabbitMQ server in a folder of its own.
type node struct {
	bin, dir string
	port     int
	env      []string
}

// newNode prepares a node that shares nothing with one that the system runs.
func newNode() (*node, error) {
	bin, err := findRabbitBinaries()
	if err != nil {
		return nil, fmt.Errorf("this test needs RabbitMQ: %s: %w", installRabbitMQ, err)
	}
	var ports [3]int
	for i := range ports {
		if ports[i], err = freePort(); err != nil {
			return nil, err
		}
	}
	dir, err := os.MkdirTemp("", "neuroglia-rabbitmq-")
	if err != nil {
		return nil, err
	}
	n := &node{bin: bin, dir: dir, port: ports[0]}
	n.env = []string{
		"BIN=" + bin, "HOME=" + dir,
		"RABBITMQ_NODENAME=neuroglia" + strconv.Itoa(n.port) + "@localhost",
		"RABBITMQ_CONF_ENV_FILE=/dev/null", "RABBITMQ_BASE=" + dir,
		"RABBITMQ_MNESIA_BASE=" + filepath.Join(dir, "data"), "RABBITMQ_LOG_BASE=" + filepath.Join(dir, "logs"),
		"RABBITMQ_CONFIG_FILE=" + filepath.Join(dir, "rabbitmq.conf"),
		"RABBITMQ_ENABLED_PLUGINS_FILE=" + filepath.Join(dir, "enabled_plugins"),
		"RABBITMQ_PID_FILE=" + filepath.Join(dir, "pid"),
		"RABBITMQ_DIST_PORT=" + strconv.Itoa(ports[1]),
		"ERL_EPMD_PORT=" + strconv.Itoa(ports[2]), "ERL_EPMD_ADDRESS=127.0.0.1", "ERL_EPMD_RELAXED_COMMAND_CHECK=1",
		"RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}",
	}
	settings := fmt.Sprintf("listeners.tcp.1 = 127.0.0.1:%d\n", n.port)
	return n, os.WriteFile(filepath.Join(dir, "rabbitmq.conf"), []byte(settings), 0o600)
}

func (n *node) server() *Server {
	address := "127.0.0.1:" + strconv.Itoa(n.port)
	return &Server{
		URL:     "amqp://guest:guest@" + address + "/",
		dir:     n.dir,
		command: []string{"/bin/sh", "-c", nodeScript},
		env:     n.env,
		answers: func(ctx context.Context) error { return speaksAMQP(ctx, address) },
	}
}

// findRabbitBinaries returns the folder of the scripts that start a node as whoever calls
// them. Those in /usr/sbin of Debian change to the user rabbitmq and to its folder.
func findRabbitBinaries() (string, error) {
	for _, pattern := range []string{"/usr/lib/rabbitmq/bin/rabbitmq-server", "/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"} {
		if matches, err := filepath.Glob(pattern); err == nil && len(matches) > 0 {
			return filepath.Dir(slices.Max(matches)), nil
		}
	}
	path, err := exec.LookPath("rabbitmq-server")
	if err != nil {
		return "", err
	}
	path, err = filepath.EvalSymlinks(path)
	return filepath.Dir(path), err
}

// rabbitctl manages virtual hosts by the program rabbitmqctl: those of the node, or those
// of the one that the system runs, which takes the rights of its user or of root.
type rabbitctl struct{ node *node }

func (c rabbitctl) list(ctx context.Context) ([]string, error) {
	said, err := c.run(ctx, "-s", "list_vhosts", "name")
	return strings.Fields(said), err
}

// add creates the virtual host and gives the user every right to it, in one run of the
// program, for each takes a second.
func (c rabbitctl) add(ctx context.Context, vhost, user string) error {
	_, err := c.run(ctx, "eval", fmt.Sprintf(`rabbit_vhost:add(<<%q>>, <<%q>>),
		ok = rabbit_auth_backend_internal:set_permissions(<<%q>>, <<%q>>, <<".*">>, <<".*">>, <<".*">>, <<%q>>).`,
		vhost, user, user, vhost, user))
	return err
}

func (c rabbitctl) remove(ctx context.Context, vhost string) error {
	_, err := c.run(ctx, "delete_vhost", vhost)
	return err
}

func (c rabbitctl) run(ctx context.Context, args ...string) (string, error) {
	program := "rabbitmqctl"
	if c.node != nil {
		program = filepath.Join(c.node.bin, program)
	}
	cmd := exec.CommandContext(ctx, program, args...) //nolint:gosec // an installed program
	if c.node != nil {
		cmd.Env = append(os.Environ(), c.node.env...)
	}
	said, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", program, args[0], err, last(said, 500))
	}
	return string(said), nil
}
