package webhook_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/webhook"
)

const secretText = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func TestParseKeys(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text string
		want []string
		code string
	}{
		"none":           {text: " ", want: []string{}},
		"without an id":  {text: secretText, want: []string{""}},
		"with an id":     {text: "2026-11:" + secretText, want: []string{"2026-11"}},
		"two":            {text: "b:" + secretText + ", a:" + secretText, want: []string{"b", "a"}},
		"no prefix":      {text: "a:MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", code: "webhook_key_invalid"},
		"no base64":      {text: "whsec_%%%", code: "webhook_key_invalid"},
		"short":          {text: "whsec_MfKQ9r8GKYqrTwjU", code: "webhook_key_invalid"},
		"white in an id": {text: "a b:" + secretText, code: "webhook_key_invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var keys webhook.Keys
			err := keys.UnmarshalText([]byte(tt.text))
			if tt.code != "" {
				require.Equal(t, tt.code, errs.CodeOf(err))
				require.NotContains(t, err.Error(), "MfKQ")
				return
			}
			require.NoError(t, err)
			ids := []string{}
			for _, key := range keys {
				ids = append(ids, key.ID())
			}
			require.Equal(t, tt.want, ids)
		})
	}
}

func TestAKeyIsNeverPrinted(t *testing.T) {
	t.Parallel()
	key, err := webhook.ParseKey("a:" + secretText)
	require.NoError(t, err)
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("made", "key", key)
	inJSON, err := json.Marshal(struct{ Key webhook.Key }{key})
	require.NoError(t, err)

	printed := []string{
		key.String(), log.String(), string(inJSON),
		fmt.Sprintf("%v %+v %#v %s %x %d", key, key, key, key, key, key),
		fmt.Sprintf("%v %+v", struct{ key webhook.Key }{key}, webhook.Keys{key}),
	}
	for _, text := range printed {
		require.NotContains(t, text, "MfKQ")
		require.NotContains(t, text, "49") // the first byte of the secret
	}
	require.Equal(t, "a:[redacted]", key.String())
	require.Empty(t, webhook.Key{}.String())
}
