package consul

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/neuroglia-go/neuroglia/hosting/config"
)

// maxAnswer bounds what is read: a value has up to 512 KiB, and settings are few.
const maxAnswer = 8 << 20

// entry is a key as Consul writes it; encoding/json decodes the base64.
type entry struct {
	Key   string
	Value []byte
}

// answer is a folder.
type answer struct {
	entries []entry
	content []byte
	index   uint64
	indexed bool // Consul said an index
}

// read asks for the folder, waiting for another index than the one given; 0 does not wait.
func (s *Source) read(ctx context.Context, index uint64) (answer, error) {
	timeout, query := s.cfg.Timeout, url.Values{"recurse": {"true"}}
	if s.cfg.Datacenter != "" {
		query.Set("dc", s.cfg.Datacenter)
	}
	if index > 0 {
		// Consul itself adds up to a sixteenth.
		timeout += s.cfg.Wait + s.cfg.Wait/16
		query.Set("index", strconv.FormatUint(index, 10))
		query.Set("wait", strconv.FormatInt(int64(s.cfg.Wait/time.Second), 10)+"s")
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	to := *s.url
	to.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, to.String(), nil)
	if err != nil {
		return answer{}, fmt.Errorf("make the request to Consul: %w", err)
	}
	if !s.cfg.Token.IsZero() {
		request.Header.Set("X-Consul-Token", s.cfg.Token.Reveal())
	}
	response, err := s.http.Do(request)
	if err != nil {
		return answer{}, fmt.Errorf("ask Consul: %w", cause(err))
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return answer{}, fmt.Errorf("read the answer of Consul: %w", err)
	}
	return parse(response, content)
}

// cause drops the URL with its index, so that the same failure has the same words.
func cause(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

func parse(response *http.Response, content []byte) (answer, error) {
	a := answer{content: content}
	if text := response.Header.Get("X-Consul-Index"); text != "" {
		index, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return a, fmt.Errorf("the index %.40q of Consul is no number", text)
		}
		a.index, a.indexed = index, true
	}
	switch {
	case response.StatusCode == http.StatusNotFound:
		a.content = nil
		return a, nil // an empty folder
	case response.StatusCode == http.StatusForbidden || response.StatusCode == http.StatusUnauthorized:
		return a, fmt.Errorf("Consul answered %s; give the token key_prefix read on the folder", response.Status) //nolint:staticcheck // a name
	case response.StatusCode != http.StatusOK:
		return a, fmt.Errorf("Consul answered %s", response.Status) //nolint:staticcheck // a name
	case len(content) > maxAnswer:
		return a, fmt.Errorf("the folder is larger than %d bytes; settings are not", maxAnswer)
	}
	if err := json.Unmarshal(content, &a.entries); err != nil {
		return a, fmt.Errorf("understand the answer of Consul: %w", err)
	}
	return a, nil
}

// values makes settings of the keys below the folder.
func (a answer) values(folder string) (map[string]any, error) {
	settings, names := make(map[string]string), make(map[string]string)
	for _, e := range a.entries {
		name, below := strings.CutPrefix(e.Key, folder+"/")
		if !below || name == "" || strings.HasSuffix(name, "/") || len(e.Value) == 0 {
			continue
		}
		if !utf8.Valid(e.Value) {
			return nil, fmt.Errorf("the value of %s is no text", e.Key)
		}
		key := strings.ToLower(strings.NewReplacer("/", ".", "__", ".").Replace(name))
		if other, taken := names[key]; taken {
			return nil, fmt.Errorf("%s and %s are both the setting %q; delete one of them", other, e.Key, key)
		}
		names[key], settings[key] = e.Key, string(e.Value)
	}
	return config.Nest(settings)
}
