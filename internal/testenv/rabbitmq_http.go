package testenv

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// management manages virtual hosts by the HTTP interface of RabbitMQ.
type management struct {
	base           string
	user, password string
}

// managementOf returns the interface on its usual port of the server with the URL.
func managementOf(server string) management {
	u, err := url.Parse(server)
	if err != nil {
		return management{} // whoever connects to the server is told so
	}
	password, _ := u.User.Password()
	return management{
		base: "http://" + net.JoinHostPort(u.Hostname(), "15672") + "/api/",
		user: u.User.Username(), password: password,
	}
}

func (m management) list(ctx context.Context) ([]string, error) {
	var vhosts []struct{ Name string }
	if err := m.do(ctx, http.MethodGet, "vhosts", "", &vhosts); err != nil {
		return nil, err
	}
	names := make([]string, len(vhosts))
	for i, v := range vhosts {
		names[i] = v.Name
	}
	return names, nil
}

func (m management) add(ctx context.Context, vhost, user string) error {
	if err := m.do(ctx, http.MethodPut, "vhosts/"+url.PathEscape(vhost), "", nil); err != nil {
		return err
	}
	const all = `{"configure":".*","write":".*","read":".*"}`
	return m.do(ctx, http.MethodPut, "permissions/"+url.PathEscape(vhost)+"/"+url.PathEscape(user), all, nil)
}

func (m management) remove(ctx context.Context, vhost string) error {
	return m.do(ctx, http.MethodDelete, "vhosts/"+url.PathEscape(vhost), "", nil)
}

// do sends a request and reads the answer into the value, unless that is nil.
func (m management) do(ctx context.Context, method, path, body string, into any) error {
	request, err := http.NewRequestWithContext(ctx, method, m.base+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.SetBasicAuth(m.user, m.password)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }() // it was read as far as it is needed
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s", method, path, response.Status)
	}
	if into == nil {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(into)
}
