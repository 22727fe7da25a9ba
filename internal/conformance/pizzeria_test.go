package conformance_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	neturl "net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/internal/conformance/oracle"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria"
)

// servePizzeria starts the pizzeria as it is and returns its address and its
// document.
func servePizzeria(t *testing.T) (url string, document []byte) {
	t.Helper()
	builder := hosting.NewBuilder(hosting.Config{
		Name: pizzeria.Name, Args: []string{"serve"}, Dir: t.TempDir(), Output: io.Discard, Errors: io.Discard,
		Environ: []string{"PIZZERIA_PROFILE=development", "PIZZERIA_DATABASE_URL=memory:", "PIZZERIA_KITCHEN_SIZE=100"},
	})
	pizzeria.Configure(builder)
	app, err := builder.Build()
	require.NoError(t, err)
	require.NoError(t, app.Start(t.Context()))
	t.Cleanup(func() { require.NoError(t, app.Stop(t.Context())) })
	server := httptest.NewServer(app.Handler())
	t.Cleanup(server.Close)

	answer, err := http.Get(server.URL + "/api/openapi.json")
	require.NoError(t, err)
	defer answer.Body.Close()
	document, err = io.ReadAll(answer.Body)
	require.NoError(t, err)
	return server.URL, document
}

func TestThePizzeriasDocumentIsValidAndClean(t *testing.T) {
	t.Parallel()
	_, document := servePizzeria(t)
	_, err := oracle.Load(t.Context(), document)
	require.NoError(t, err)
	out, err := lint(t, document)
	require.NoError(t, err, out)
}

// Generated requests, valid and broken, at every operation: no status that is not
// in the document, no 500, no answer that breaks its schema.
func TestThePizzeriaKeepsItsDocument(t *testing.T) {
	t.Parallel()
	url, document := servePizzeria(t)
	// First what leaves the menu as it is, so that there is something to order.
	check(t, url, document, func(operation string) bool { return operation == "Menu_Update" || operation == "Menu_Remove" })
	check(t, url, document, nil)
}

func check(t *testing.T, url string, document []byte, skip func(operation string) bool) {
	t.Helper()
	names := []string{"Margherita", "Pepperoni", "Supreme", "Hawaiian", "Veggie", "Quattro Formaggi"}
	added, name, manager := 0, 0, signIn(t, url)
	report, err := oracle.Run(t.Context(), oracle.Config{
		Document: document, BaseURL: url, Rounds: 40,
		Known: map[string][]any{"/api/orders": ordersInEveryState(t, url)}, Skip: skip,
		Prepare: func(r *http.Request) {
			asCloudEvent(r)
			switch r.URL.Path {
			case "/api/account/login": // would end the session
			case "/api/account/logout":
				r.Header.Set("Cookie", signIn(t, url))
			default:
				r.Header.Set("Cookie", manager)
			}
		},
		Value: func(operation, place string) (any, bool) {
			switch {
			case strings.HasSuffix(place, "username"):
				return "marta", true
			case strings.HasSuffix(place, "password"):
				return "marinara", true
			case place == "/pizzas/*/name":
				name++
				return names[name%len(names)], true
			case place == "/name":
				added++
				return fmt.Sprintf("Pizza %d %p", added, &added), true
			case place == "/base_price":
				return "0.01", true // the document cannot say that nothing costs 0.00
			case place == "header If-Match":
				return "*", true
			}
			return nil, false
		},
	})
	require.NoError(t, err)
	t.Log(report.Requests, "requests,", report.Mutated, "of them broken")
	require.Empty(t, report.Findings, report.String())
	require.Empty(t, report.NeverSucceeded(), "what lies behind these was not checked")
}

// asCloudEvent makes the body of a received event one in binary mode, which the document has no
// schema for: what it is depends on its type.
func asCloudEvent(r *http.Request) {
	if r.URL.Path != "/api/events" || r.Method != http.MethodPost {
		return
	}
	body := ""
	if r.Body != nil {
		sent, _ := io.ReadAll(r.Body) // of a reader in memory
		body = string(sent)
	}
	if body == "null" { // what the oracle makes of no schema
		body = `{"foo":"bar","bar":1,"boo":true,"data":{}}`
	}
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	r.Header.Set("ce-specversion", "1.0")
	r.Header.Set("ce-id", rand.Text())
	r.Header.Set("ce-source", "/conformance")
	r.Header.Set("ce-type", "com.source.dummy.test.requested.v1")
}

// ordersInEveryState places orders and moves them on, so that each operation
// finds some that it accepts.
func ordersInEveryState(t *testing.T, url string) []any {
	t.Helper()
	steps := []string{"cook", "ready", "assign", "deliver"}
	var ids []any
	manager := signIn(t, url)
	for i := range 200 {
		var placed struct{ ID string }
		send(t, manager, http.MethodPost, url+"/api/orders", fmt.Sprintf(`{"customer_name":"Maria","customer_phone":"555000%04d",
			"customer_address":"Via Roma 1","pizzas":[{"name":"Veggie","size":"small"}],"payment_method":"cash"}`, i), &placed)
		for _, step := range steps[:i%4] {
			send(t, manager, http.MethodPut, url+"/api/orders/"+placed.ID+"/"+step, `{"delivery_person_id":"d1"}`, nil)
		}
		ids = append(ids, placed.ID)
	}
	return ids
}

// signIn returns the cookie of the manager, who may do everything.
func signIn(t *testing.T, url string) string {
	t.Helper()
	answer := send(t, "", http.MethodPost, url+"/api/account/login", `{"username":"marta","password":"marinara"}`, nil)
	cookie, _, _ := strings.Cut(answer.Header.Get("Set-Cookie"), ";")
	return cookie
}

func send(t *testing.T, cookie, method, url, body string, out any) *http.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader([]byte(body)))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	if cookie != "" {
		request.Header.Set("Cookie", cookie)
	}
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Less(t, answer.StatusCode, 300, string(text))
	if out != nil {
		require.NoError(t, json.Unmarshal(text, out))
	}
	return answer
}

// The pages of the pizzeria, in a browser that reaches nothing but this machine.
func TestThePizzeriasPagesRenderWithoutTheNetwork(t *testing.T) {
	url, _ := servePizzeria(t)
	for path, mark := range map[string]string{"/api/docs": `id="operations-Orders-Orders_Place"`, "/api/redoc": `id="tag/Orders/operation/Orders_Place"`} {
		dom, console := render(t, url+path)
		require.Empty(t, console, path)
		require.Contains(t, dom, mark)
	}
}

// carlo does what a reader of the documents does: the padlock, a name and a password, and then
// an operation that is for somebody.
const carlo = `<!DOCTYPE html><html><body><iframe id="page" src="/api/docs" width="1200" height="4000"></iframe><p id="outcome"></p><script>
const page = document.getElementById("page");
const find = (selector) => new Promise((found) => {
  const look = () => {
    const element = page.contentDocument?.querySelector(selector);
    element ? found(element) : setTimeout(look, 50);
  };
  look();
});
const type = async (selector, text) => {
  const element = await find(selector);
  const { HTMLInputElement, Event } = page.contentWindow;
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(element, text);
  element.dispatchEvent(new Event("input", { bubbles: true }));
};
(async () => {
  (await find(".scheme-container button.authorize.unlocked")).click();
  await type("#oauth_username", "carlo");
  await type("#oauth_password", "calzone");
  (await find("#oauth_password")).closest(".auth-container").querySelector(".auth-btn-wrapper button.authorize").click();
  await find(".scheme-container button.authorize.locked");
  (await find(".auth-container .btn-done")).click();
  const operation = "#operations-Account-Account_Get ";
  (await find(operation + ".opblock-summary-control")).click();
  (await find(operation + ".try-out__btn")).click();
  (await find(operation + "button.execute")).click();
  const status = await find(operation + ".live-responses-table tbody .response-col_status");
  document.getElementById("outcome").textContent = "answered " + status.textContent.trim();
})();
</script></body></html>`

func TestThePadlockOfThePizzeriaSignsIn(t *testing.T) {
	t.Parallel()
	url, _ := servePizzeria(t)
	target, err := neturl.Parse(url)
	require.NoError(t, err)
	proxy := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/drive" {
			_, _ = io.WriteString(w, carlo)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	dom, _ := render(t, server.URL+"/drive")
	require.Contains(t, dom, `<p id="outcome">answered 200</p>`)
}
