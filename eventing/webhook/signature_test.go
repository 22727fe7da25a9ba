package webhook_test

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/webhook"
)

var signedAt = time.Unix(1614265330, 0)

func keys(t *testing.T, texts ...string) webhook.Keys {
	t.Helper()
	keys, err := webhook.ParseKeys(strings.Join(texts, ","))
	require.NoError(t, err)
	return keys
}

// vector is the example that the libraries of Standard Webhooks are tested with.
func vector() (http.Header, []byte) {
	return http.Header{
		"Content-Type":      {"application/cloudevents+json"},
		"Webhook-Id":        {"msg_p5jXN8AQM9LWM0D4loKWxJek"},
		"Webhook-Timestamp": {"1614265330"},
		"Webhook-Signature": {"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
	}, []byte(`{"test": 2432232314}`)
}

func TestVerifyTakesWhatStandardWebhooksSigns(t *testing.T) {
	t.Parallel()
	header, body := vector()
	key, err := keys(t, "other:whsec_"+strings.Repeat("A", 32), "right:"+secretText).Verify(header, body, signedAt, 0)
	require.NoError(t, err)
	require.Equal(t, "right", key.ID())
}

func TestVerify(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(header http.Header)
		body   string
		late   time.Duration
		code   string
	}{
		"as it is":                  {},
		"one of several signatures": {change: func(h http.Header) { h.Set("Webhook-Signature", "v1a,AAAA v1,!! v1,AAAA "+h.Get("Webhook-Signature")) }},
		"at the end of the window":  {late: webhook.DefaultWindow},
		"at its start":              {late: -webhook.DefaultWindow},
		"too old":                   {late: webhook.DefaultWindow + time.Second, code: "signature_expired"},
		"from the future":           {late: -webhook.DefaultWindow - time.Second, code: "signature_expired"},
		"no time at all":            {change: func(h http.Header) { h.Set("Webhook-Timestamp", "now") }, code: "signature_expired"},
		"time beyond numbers":       {change: func(h http.Header) { h.Set("Webhook-Timestamp", strconv.FormatInt(math.MinInt64, 10)) }, code: "signature_expired"},
		"another time":              {change: func(h http.Header) { h.Set("Webhook-Timestamp", "1614265331") }, code: "signature_wrong"},
		"another id":                {change: func(h http.Header) { h.Set("Webhook-Id", "msg_other") }, code: "signature_wrong"},
		"another body":              {body: `{"test": 1}`, code: "signature_wrong"},
		"another version":           {change: func(h http.Header) { h.Set("Webhook-Signature", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=") }, code: "signature_wrong"},
		"beyond sixteen signatures": {change: func(h http.Header) {
			h.Set("Webhook-Signature", strings.Repeat("v1,AAAA ", 16)+h.Get("Webhook-Signature"))
		}, code: "signature_wrong"},
		"no id":                         {change: func(h http.Header) { h.Del("Webhook-Id") }, code: "signature_missing"},
		"no timestamp":                  {change: func(h http.Header) { h.Del("Webhook-Timestamp") }, code: "signature_missing"},
		"no signature":                  {change: func(h http.Header) { h.Del("Webhook-Signature") }, code: "signature_missing"},
		"attributes that nobody signed": {change: func(h http.Header) { h.Set("Ce-Id", "1") }, code: "signature_incomplete"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header, body := vector()
			if tt.change != nil {
				tt.change(header)
			}
			if tt.body != "" {
				body = []byte(tt.body)
			}
			_, err := keys(t, secretText).Verify(header, body, signedAt.Add(tt.late), 0)
			if tt.code == "" {
				require.NoError(t, err)
				return
			}
			require.Equal(t, tt.code, errs.CodeOf(err))
			require.ErrorIs(t, err, errs.KindUnauthenticated)
		})
	}
}

func TestASignatureCoversTheAttributesInHeaders(t *testing.T) {
	t.Parallel()
	body := []byte("{}")
	signed := func() http.Header {
		header := http.Header{"Content-Type": {"application/json"}, "Ce-Id": {"1"}, "Ce-Type": {"order.v1"}, "Accept": {"*/*"}}
		keys(t, secretText).Sign(header, body, signedAt)
		return header
	}
	for name, tt := range map[string]struct {
		change func(header http.Header)
		code   string
	}{
		"as it is":                {change: func(http.Header) {}},
		"a header on the way":     {change: func(h http.Header) { h.Set("Via", "proxy") }},
		"an attribute changed":    {change: func(h http.Header) { h.Set("Ce-Id", "2") }, code: "signature_incomplete"},
		"an attribute added":      {change: func(h http.Header) { h.Set("Ce-Subject", "x") }, code: "signature_incomplete"},
		"an attribute twice":      {change: func(h http.Header) { h.Add("Ce-Id", "2") }, code: "signature_incomplete"},
		"an attribute taken":      {change: func(h http.Header) { h.Del("Ce-Type") }, code: "signature_incomplete"},
		"another content type":    {change: func(h http.Header) { h.Set("Content-Type", "text/plain") }, code: "signature_incomplete"},
		"moved between two names": {change: func(h http.Header) { h.Set("Ce-Id", "order.v1"); h.Set("Ce-Type", "1") }, code: "signature_incomplete"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := signed()
			tt.change(header)
			_, err := keys(t, secretText).Verify(header, body, signedAt, time.Minute)
			if tt.code == "" {
				require.NoError(t, err)
				return
			}
			require.Equal(t, tt.code, errs.CodeOf(err))
		})
	}
}

func TestTheSameRequestHasTheSameID(t *testing.T) {
	t.Parallel()
	first, second := http.Header{"Ce-Id": {"1"}}, http.Header{"Ce-Id": {"1"}}
	keys(t, secretText).Sign(first, nil, signedAt)
	keys(t, secretText).Sign(second, nil, signedAt.Add(time.Hour))
	require.Equal(t, first.Get(webhook.HeaderID), second.Get(webhook.HeaderID))
	require.NotEqual(t, first.Get(webhook.HeaderSignature), second.Get(webhook.HeaderSignature))
}

func TestKeysAreChangedWithoutARefusal(t *testing.T) {
	t.Parallel()
	old, fresh := "old:"+secretText, "new:whsec_"+strings.Repeat("B", 32)
	steps := []struct{ sender, receiver webhook.Keys }{
		{keys(t, old), keys(t, old)},
		{keys(t, old), keys(t, old, fresh)},
		{keys(t, fresh, old), keys(t, old, fresh)},
		{keys(t, fresh), keys(t, fresh)},
	}
	for _, step := range steps {
		header := http.Header{}
		step.sender.Sign(header, nil, signedAt)
		signer, err := step.receiver.Verify(header, nil, signedAt, 0)
		require.NoError(t, err)
		require.Equal(t, step.sender[0].ID(), signer.ID())
	}
}

func TestWithoutAKeyNothingIsSignedAndNothingVerified(t *testing.T) {
	t.Parallel()
	for _, none := range []webhook.Keys{nil, {webhook.Key{}}} {
		header := http.Header{}
		none.Sign(header, nil, signedAt)
		require.Empty(t, header)
		known, body := vector()
		_, err := none.Verify(known, body, signedAt, 0)
		require.ErrorIs(t, err, errs.KindUnauthenticated)
	}
}
