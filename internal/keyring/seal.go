package keyring

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
)

// Seal encrypts text with the key of a purpose (AES-256-GCM) and binds it to a
// context, such as the row that holds it: elsewhere it does not open.
func (r *Ring) Seal(name string, text, context []byte) (string, error) {
	g, err := r.gcm(name)
	if err != nil {
		return "", err
	}
	sealed := g.Seal(nil, nil, text, context) //nolint:gosec // the AEAD draws its nonce itself and wants none
	return base64.StdEncoding.EncodeToString(sealed), nil
}

// Open returns what was sealed for the same purpose and context.
func (r *Ring) Open(name, sealed string, context []byte) ([]byte, error) {
	g, err := r.gcm(name)
	if err != nil {
		return nil, err
	}
	b, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil {
		return nil, fmt.Errorf("open what was sealed: %w", err)
	}
	text, err := g.Open(nil, nil, b, context)
	if err != nil {
		return nil, errors.New("open what was sealed: it was changed, moved, or sealed with another key")
	}
	return text, nil
}

// gcm draws a new nonce for each text and keeps it with that.
func (r *Ring) gcm(name string) (cipher.AEAD, error) {
	b, err := aes.NewCipher(r.Key(name))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(b)
}
