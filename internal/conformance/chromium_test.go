package conformance_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// tab is a page in a browser that is driven by the DevTools protocol over a pipe.
type tab struct {
	t       *testing.T
	to      *os.File
	session string

	mu      sync.Mutex
	last    int
	waiting map[int]chan message
	seen    bytes.Buffer // all that the browser has told
}

type message struct {
	ID     int             `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  *struct{ Message string }
}

// newTab opens a browser of its own, with no cookies, that reaches this machine only.
func newTab(t *testing.T) *tab {
	t.Helper()
	chromium := tool(t, "apt-get install --no-install-recommends chromium", "chromium", "chromium-browser", "google-chrome")
	theirIn, to, err := os.Pipe()
	require.NoError(t, err)
	from, theirOut, err := os.Pipe()
	require.NoError(t, err)
	command := exec.CommandContext(
		t.Context(), chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--ignore-certificate-errors", "--remote-debugging-pipe", "--user-data-dir="+t.TempDir(),
		"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost", "about:blank",
	)
	command.ExtraFiles = []*os.File{theirIn, theirOut}
	require.NoError(t, command.Start())
	require.NoError(t, theirIn.Close())
	require.NoError(t, theirOut.Close())
	b := &tab{t: t, to: to, waiting: map[int]chan message{}}
	read := make(chan struct{})
	go func() { defer close(read); b.read(from) }()
	t.Cleanup(func() {
		_ = to.Close() // the browser ends with its pipe
		<-read
		_ = from.Close()
		_ = command.Wait() // it may have been killed with the context of the test
	})
	var target struct{ TargetID string }
	b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	b.call("Network.enable", nil, nil)
	b.call("Page.enable", nil, nil)
	return b
}

func (b *tab) read(from *os.File) {
	lines := bufio.NewReader(from)
	for {
		text, err := lines.ReadBytes(0)
		if err != nil {
			return
		}
		text = bytes.TrimSuffix(text, []byte{0})
		var m message
		_ = json.Unmarshal(text, &m) // what is of no form that we know has no id either
		b.mu.Lock()
		b.seen.Write(append(text, '\n'))
		if answer := b.waiting[m.ID]; answer != nil {
			answer <- m
			delete(b.waiting, m.ID)
		}
		b.mu.Unlock()
	}
}

// try sends a command and returns its answer.
func (b *tab) try(method string, params, result any) error {
	answer := make(chan message, 1)
	b.mu.Lock()
	b.last++
	id := b.last
	b.waiting[id] = answer
	b.mu.Unlock()
	command := map[string]any{"id": id, "method": method}
	if params != nil {
		command["params"] = params
	}
	if b.session != "" {
		command["sessionId"] = b.session
	}
	text, err := json.Marshal(command)
	if err != nil {
		return err
	}
	if _, err := b.to.Write(append(text, 0)); err != nil {
		return err
	}
	select {
	case m := <-answer:
		if m.Error != nil {
			return fmt.Errorf("%s: %s", method, m.Error.Message)
		}
		if result != nil {
			return json.Unmarshal(m.Result, result)
		}
		return nil
	case <-time.After(30 * time.Second):
		return fmt.Errorf("%s: the browser does not answer", method)
	}
}

func (b *tab) call(method string, params, result any) {
	b.t.Helper()
	require.NoError(b.t, b.try(method, params, result))
}

// visit types an address.
func (b *tab) visit(url string) {
	b.t.Helper()
	b.call("Page.navigate", map[string]any{"url": url}, nil)
}

// until waits for the expression to be true in the page, whichever it is by then, and fails
// with the text of the page.
func (b *tab) until(expression string) {
	b.t.Helper()
	often := time.NewTicker(50 * time.Millisecond)
	defer often.Stop()
	deadline := time.After(30 * time.Second)
	for {
		var answer struct{ Result struct{ Value any } }
		// A page that is being left has no answer; the next one will.
		err := b.try("Runtime.evaluate", map[string]any{"expression": "document.readyState === 'complete' && !!(" + expression + ")"}, &answer)
		if err == nil && answer.Result.Value == true {
			return
		}
		select {
		case <-often.C:
		case <-deadline:
			require.Fail(b.t, "the browser never gets to "+expression, b.text("location.href + '\\n' + document.documentElement.outerHTML"))
		}
	}
}

// text returns the expression as the page has it.
func (b *tab) text(expression string) string {
	b.t.Helper()
	var answer struct{ Result struct{ Value string } }
	b.call("Runtime.evaluate", map[string]any{"expression": "String(" + expression + ")"}, &answer)
	return answer.Result.Value
}

// run does something in the page that may lead to another one.
func (b *tab) run(script string) {
	b.t.Helper()
	b.call("Runtime.evaluate", map[string]any{"expression": "setTimeout(() => {" + script + "}); 0"}, nil)
}

// everything returns all that the browser has told: addresses, headers, cookies, pages.
func (b *tab) everything() string {
	b.t.Helper()
	b.call("Storage.getCookies", map[string]any{}, nil)
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.seen.String()
}
