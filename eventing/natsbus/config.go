package natsbus

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// config is what a URL says.
type config struct {
	servers  []string // without user and password
	user     *url.Userinfo
	stream   string
	subject  string
	retain   time.Duration // 0: not said
	replicas int           // 0: not said
	lease    time.Duration
	first    bool // groups that nobody knows begin with the first event that is left
	creds    string
}

var (
	streamName    = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	subjectPrefix = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`)
)

func invalidURL(message string, args ...any) error {
	return errs.Invalid("invalid_transport_url", message, args...)
}

// parse reads the URL. It is not url.Parse that does, since there may be many hosts.
func parse(text string) (config, error) {
	c := config{stream: "EVENTS", subject: "events", lease: 5 * time.Second}
	scheme, rest, found := strings.Cut(text, "://")
	if !found || scheme != "nats" && scheme != "tls" {
		return c, invalidURL("the URL of NATS does not begin with nats:// or tls://")
	}
	rest, query, _ := strings.Cut(rest, "?")
	rest, path, _ := strings.Cut(rest, "/")
	if path != "" {
		return c, invalidURL("the URL of NATS has the path %q; say stream and subject by parameters: ?stream=EVENTS&subject=events", path)
	}
	for i, host := range strings.Split(rest, ",") {
		u, err := url.Parse(scheme + "://" + host)
		if err != nil || u.Host == "" {
			return c, invalidURL("the URL of NATS has no valid host and port in its place %d; write nats://host:4222", i+1)
		}
		if u.User != nil {
			c.user = u.User
		}
		c.servers = append(c.servers, scheme+"://"+u.Host)
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return c, invalidURL("the parameters of the URL of NATS cannot be read: %v", err)
	}
	return c, c.apply(values)
}

const parameters = "creds, lease, replicas, retain, start, stream, subject"

func (c *config) apply(values url.Values) error {
	for name, given := range values {
		value := given[len(given)-1]
		known, valid := c.set(name, value)
		if !known {
			return invalidURL("the URL of NATS has the unknown parameter %q; there are %s", name, parameters)
		}
		if !valid {
			return invalidURL("the URL of NATS has %s=%s, which it cannot be; see the documentation of package natsbus", name, value)
		}
	}
	return nil
}

// set takes the value of a parameter.
func (c *config) set(name, value string) (known, valid bool) {
	switch name {
	case "stream":
		c.stream = value
		return true, streamName.MatchString(value)
	case "subject":
		c.subject = value
		return true, subjectPrefix.MatchString(value)
	case "retain":
		c.retain, valid = duration(value)
		return true, valid && c.retain > 0
	case "replicas":
		n, err := strconv.Atoi(value)
		c.replicas = n
		return true, err == nil && n >= 1 && n <= 5
	case "lease":
		c.lease, valid = duration(value)
		return true, valid && c.lease >= time.Second
	case "start":
		c.first = value == "first"
		return true, c.first || value == "new"
	case "creds":
		c.creds = value
		return true, value != ""
	default:
		return false, false
	}
}

func duration(text string) (time.Duration, bool) {
	d, err := time.ParseDuration(text)
	return d, err == nil
}

// where names the servers in errors, without passwords.
func (c config) where() string { return strings.Join(c.servers, ",") }

func (c config) groups() string { return c.stream + "_groups" }
func (c config) dead() string   { return c.stream + "_dead" }

// key is that of the entry of a group. Some may share a stream with others by subjects.
func (c config) key(group string) string { return c.subject + "." + group }

func (c config) deadSubject(group string) string { return c.subject + "_dead." + group }

// filter returns the subjects to read for the group: servers before 2.10 know only one.
func (c config) filter(group transport.Group) string {
	if len(group.Types) == 1 {
		if prefix, all := strings.CutSuffix(group.Types[0], ".*"); !all {
			return c.subject + "." + token(group.Types[0])
		} else if !strings.HasSuffix(prefix, ".") {
			return c.subject + "." + token(prefix) + ".>"
		}
	}
	return c.subject + ".>"
}
