package token

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"

	"github.com/neuroglia-go/neuroglia/auth"
)

// ParsePEM returns the first key of the text: a private key in PKCS #8, PKCS #1 or SEC 1, a
// public key in PKIX or PKCS #1, or that of a certificate. Name and algorithm are those of
// [NewKey]; an encrypted key is not read. Errors hold nothing of the text.
func ParsePEM(id string, alg Algorithm, text auth.Secret) (Key, error) {
	block, _ := pem.Decode([]byte(text.Reveal()))
	if block == nil {
		return Key{}, fmt.Errorf("token: key %q: the text is no PEM; it begins with a line as -----BEGIN PRIVATE KEY-----", id)
	}
	var key any
	var err error
	switch block.Type {
	case "PRIVATE KEY":
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		key, err = x509.ParseECPrivateKey(block.Bytes)
	case "PUBLIC KEY":
		key, err = x509.ParsePKIXPublicKey(block.Bytes)
	case "RSA PUBLIC KEY":
		key, err = x509.ParsePKCS1PublicKey(block.Bytes)
	case "CERTIFICATE":
		var certificate *x509.Certificate
		if certificate, err = x509.ParseCertificate(block.Bytes); err == nil {
			key = certificate.PublicKey
		}
	default:
		err = fmt.Errorf("a PEM block of %q is not read; convert it with: openssl pkcs8 -topk8 -nocrypt", block.Type)
	}
	if err != nil {
		return Key{}, fmt.Errorf("token: key %q: %w", id, err)
	}
	return NewKey(id, alg, key)
}
