package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// The headers of Standard Webhooks.
const (
	HeaderID        = "Webhook-Id"
	HeaderTimestamp = "Webhook-Timestamp"
	HeaderSignature = "Webhook-Signature"
)

const (
	// DefaultWindow is how far the clocks of sender and receiver may be apart.
	DefaultWindow = 5 * time.Minute

	signatureVersion = "v1"
	maxSignatures    = 16
	attributePrefix  = "Ce-"
)

// Sign adds the three headers of Standard Webhooks 1.0 to those of a request with the
// body: HMAC-SHA256 by the newest key over "id.timestamp.body". The id is a digest of the
// content type, the CloudEvents attributes in the headers and the body, so that the
// signature covers attributes also in binary mode, and a request that is sent again has
// the same id. Set all other headers before. Without keys it does nothing.
func (k Keys) Sign(header http.Header, body []byte, at time.Time) {
	if len(k) == 0 || k[0].IsZero() {
		return
	}
	id, timestamp := digest(header, body), strconv.FormatInt(at.Unix(), 10)
	header.Set(HeaderID, id)
	header.Set(HeaderTimestamp, timestamp)
	header.Set(HeaderSignature, signatureVersion+","+base64.StdEncoding.EncodeToString(k[0].mac(id, timestamp, body)))
}

// Verify returns the key that signed the request. A signature that is missing, older or
// newer than the window (0 means [DefaultWindow]), or made by none of the keys is an
// errs.KindUnauthenticated, and so is one that leaves CloudEvents attributes in headers
// uncovered.
//
// A request that is sent again within the window passes. Whoever handles the event finds
// it out by source and id, which are covered by the signature.
func (k Keys) Verify(header http.Header, body []byte, at time.Time, window time.Duration) (Key, error) {
	id, timestamp, signatures := header.Get(HeaderID), header.Get(HeaderTimestamp), header.Get(HeaderSignature)
	if id == "" || timestamp == "" || signatures == "" {
		return Key{}, errs.Unauthenticated("signature_missing",
			"the request is not signed; send the headers webhook-id, webhook-timestamp and webhook-signature of Standard Webhooks")
	}
	if err := checkTime(timestamp, at, window); err != nil {
		return Key{}, err
	}
	key, found := k.signer(id, timestamp, signatures, body)
	if !found {
		return Key{}, errs.Unauthenticated("signature_wrong", "the signature is made by none of the keys that are accepted, or the body was changed")
	}
	if hasAttributes(header) && !hmac.Equal([]byte(id), []byte(digest(header, body))) {
		return Key{}, errs.Unauthenticated("signature_incomplete",
			"the signature does not cover the attributes in the headers; send the event in structured mode, or make webhook-id their digest")
	}
	return key, nil
}

func checkTime(timestamp string, at time.Time, window time.Duration) error {
	if window <= 0 {
		window = DefaultWindow
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return errs.Unauthenticated("signature_expired", "webhook-timestamp is not a number of seconds since 1970")
	}
	if signed := time.Unix(seconds, 0); signed.Before(at.Add(-window)) || signed.After(at.Add(window)) {
		return errs.Unauthenticated("signature_expired",
			"the signature was made at another time than now, by more than %s; sign each try anew, and see that both clocks are right", window)
	}
	return nil
}

// signer looks for a key that made one of the signatures.
func (k Keys) signer(id, timestamp, signatures string, body []byte) (Key, bool) {
	var claimed [][]byte
	for i, signature := range strings.Fields(signatures) {
		if i == maxSignatures {
			break
		}
		version, encoded, _ := strings.Cut(signature, ",")
		if version != signatureVersion {
			continue
		}
		if mac, err := base64.StdEncoding.DecodeString(encoded); err == nil {
			claimed = append(claimed, mac)
		}
	}
	for _, key := range k {
		if key.IsZero() {
			continue
		}
		mac := key.mac(id, timestamp, body)
		if slices.ContainsFunc(claimed, func(claim []byte) bool { return hmac.Equal(claim, mac) }) {
			return key, true
		}
	}
	return Key{}, false
}

func (k Key) mac(id, timestamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, *k.secret)
	_, _ = mac.Write([]byte(id + "." + timestamp + ".")) // a hash takes everything
	_, _ = mac.Write(body)
	return mac.Sum(nil)
}

// digest names the request by what it says: content type, attributes by name, body.
func digest(header http.Header, body []byte) string {
	var names []string
	for name := range header {
		if strings.HasPrefix(name, attributePrefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	hash := sha256.New()
	for _, name := range append([]string{"Content-Type"}, names...) {
		for _, value := range header.Values(name) {
			_, _ = hash.Write([]byte(strings.ToLower(name) + ":" + value + "\n")) // no value of a header holds a line feed
		}
	}
	_, _ = hash.Write([]byte("\n"))
	_, _ = hash.Write(body)
	return "msg_" + base64.RawURLEncoding.EncodeToString(hash.Sum(nil))
}

func hasAttributes(header http.Header) bool {
	for name := range header {
		if strings.HasPrefix(name, attributePrefix) {
			return true
		}
	}
	return false
}
