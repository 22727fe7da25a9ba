package rabbitbus

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/neuroglia-go/neuroglia/errs"
)

// maxPrefetch is the most that AMQP can express.
const maxPrefetch = 65535

// settings are what the URL of a bus says.
type settings struct {
	url  string // for the client: without the options of this package
	uri  amqp.URI
	name string // of the connections, as the server shows it

	exchange       string
	mandatory      bool
	sharedConsumer bool // any replica may get any event
	deliveryLimit  int
	prefetch       int
	maxBytes       int
	confirmTimeout time.Duration
}

var exchangeName = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)

// set takes an option of the URL.
func (s *settings) set(name, value string) error {
	var err error
	switch name {
	case "exchange":
		if s.exchange = value; !exchangeName.MatchString(value) {
			err = fmt.Errorf(`exchange=%s is no name of 1 to 64 letters, digits, "-", "_" and "."`, value)
		}
	case "mandatory":
		if s.mandatory, err = strconv.ParseBool(value); err != nil {
			err = fmt.Errorf("mandatory=%s is neither true nor false", value)
		}
	case "consumers":
		if s.sharedConsumer = value == "shared"; value != "shared" && value != "single" {
			err = fmt.Errorf("consumers=%s is unknown; use single, which keeps the order of keys, or shared", value)
		}
	case "delivery_limit":
		s.deliveryLimit, err = number(name, value)
	case "prefetch":
		if s.prefetch, err = number(name, value); err == nil && s.prefetch > maxPrefetch {
			err = fmt.Errorf("prefetch=%s is above %d", value, maxPrefetch)
		}
	case "max_bytes":
		s.maxBytes, err = number(name, value)
	case "confirm_timeout":
		if s.confirmTimeout, err = time.ParseDuration(value); err != nil || s.confirmTimeout <= 0 {
			err = fmt.Errorf("confirm_timeout=%s is no time above 0; write it like 30s", value)
		}
	case "name":
		s.name = value
	default:
		err = fmt.Errorf("the option %s is unknown", name)
	}
	return err
}

func number(name, value string) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%s=%s is no number above 0", name, value)
	}
	return n, nil
}

// ofClient reports whether the option is one that the client of RabbitMQ reads.
func ofClient(name string) bool {
	switch name {
	case "heartbeat", "connection_timeout", "channel_max", "auth_mechanism",
		"cacertfile", "certfile", "keyfile", "server_name_indication":
		return true
	}
	return false
}

// parse reads the URL of a bus. Every fault is reported, and no password is shown.
func parse(raw string) (settings, error) {
	s := settings{
		name: filepath.Base(os.Args[0]), exchange: "events",
		deliveryLimit: 1000, prefetch: 1000, maxBytes: 1 << 20, confirmTimeout: 30 * time.Second,
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "amqp" && u.Scheme != "amqps" {
		return s, errs.Invalid("rabbitmq_url_invalid",
			"the URL of RabbitMQ cannot be read; write amqp://user:password@host:5672/vhost?exchange=events, and in user, password and vhost %s for /, %s for @ and %s for :",
			"%2F", "%40", "%3A")
	}
	options, err := url.ParseQuery(u.RawQuery)
	faults := []error{err}
	for name, values := range options {
		if ofClient(name) {
			continue
		}
		faults = append(faults, s.set(name, values[len(values)-1]))
		options.Del(name)
	}
	u.RawQuery = options.Encode()
	s.url = u.String()
	if s.uri, err = amqp.ParseURI(s.url); err != nil {
		faults = append(faults, errors.New("the client cannot read it: see its options, host and port"))
	}
	if err := errors.Join(faults...); err != nil {
		return s, errs.Invalid("rabbitmq_url_invalid", "the URL of RabbitMQ at %s has faults", u.Host).Wrap(err)
	}
	return s, nil
}
