package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// authService is the auth service as a process.
type authService struct {
	cmd               *exec.Cmd
	url, admin, store string
	client            *http.Client
}

const rightPassword = "correct horse"

func startAuth(ctx context.Context, binary, dir string) (*authService, error) {
	var ports [3]string
	for i := range ports {
		var err error
		if ports[i], err = freePort(); err != nil {
			return nil, err
		}
	}
	a := &authService{
		cmd: exec.CommandContext(ctx, binary),
		url: "http://127.0.0.1:" + ports[0], admin: "http://127.0.0.1:" + ports[1], store: filepath.Join(dir, "auth.db"),
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1 << 16}},
	}
	a.cmd.Dir = dir
	a.cmd.Env = append(os.Environ(), "HOST=127.0.0.1", "PORT="+ports[0], "AUTH_ADMIN_PORT="+ports[1], "AUTH_RPC_PORT="+ports[2],
		"NEUROGLIA_PROFILE=development", "AUTH_DATABASE_URL=sqlite:"+a.store, "AUTH_LOG_LEVEL=error", "AUTH_ADMIN_PPROF=true",
		"AUTH_TRUSTED_PROXIES=1") // so that each who signs in has an address
	if err := a.cmd.Start(); err != nil {
		return nil, err
	}
	waiting, stop := context.WithTimeout(ctx, 30*time.Second)
	defer stop()
	if err := answer(waiting, a.admin+"/health/ready"); err != nil {
		return nil, errors.Join(fmt.Errorf("the auth service does not get ready: %w", err), a.kill())
	}
	return a, nil
}

func (a *authService) pid() int { return a.cmd.Process.Pid }

func (a *authService) kill() error {
	err := a.cmd.Process.Kill()
	_ = a.cmd.Wait() // it was killed
	return err
}

// prepare makes so many accounts, and returns what one who is signed in asks for.
func (a *authService) prepare(ctx context.Context, accounts int) ([]*probe, error) {
	reader := accountName(0)
	body := login(reader, rightPassword)
	if _, err := a.post(ctx, "/api/v1/account/signup", body, nil, http.StatusCreated); err != nil {
		return nil, err
	}
	signedIn, err := a.post(ctx, "/api/v1/account/login", body, nil, http.StatusNoContent)
	if err != nil {
		return nil, err
	}
	cookie, _, _ := strings.Cut(signedIn.header.Get("Set-Cookie"), ";")
	header := http.Header{"Cookie": {cookie}}
	var written answered
	for begin := time.Now(); ; { // it follows the log that somebody is a member
		written, err = a.post(ctx, "/v1/posts", `{"text_content":"Hello."}`, header, http.StatusCreated)
		if err == nil {
			break
		}
		if time.Since(begin) > 20*time.Second {
			return nil, err
		}
		time.Sleep(20 * time.Millisecond)
	}
	var post struct{ ID string }
	if err := json.Unmarshal(written.body, &post); err != nil {
		return nil, err
	}
	return []*probe{
		{name: "GET /api/v1/account/session", url: a.url + "/api/v1/account/session", header: header},
		{name: "GET /v1/posts/{id}", url: a.url + "/v1/posts/" + post.ID, header: header},
	}, a.copyAccounts(ctx, reader, accounts)
}

func accountName(i int) string { return fmt.Sprintf("somebody-%d", i) }

func login(name, password string) string {
	return fmt.Sprintf(`{"username":%q,"password":%q}`, name, password)
}

// copyAccounts gives so many others the password of the first one, where they are stored: to
// sign them up would be as many hashes as to sign them in.
func (a *authService) copyAccounts(ctx context.Context, from string, accounts int) (err error) {
	db, err := sql.Open("sqlite", "file:"+a.store+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // of nothing, once it is committed
	const of = `(SELECT id FROM users WHERE doc->>'$.username' = ?2)`
	for i := 1; i <= accounts; i++ {
		id := fmt.Sprintf("00000000-0000-7000-8000-%012d", i)
		if _, err := tx.ExecContext(ctx, `INSERT INTO credentials SELECT ?1, version, jsonb_set(doc, '$.user_id', ?1) FROM credentials WHERE id = `+of, id, from); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO users SELECT ?1, version, jsonb_set(doc, '$.id', ?1, '$.username', ?3) FROM users WHERE id = `+of, id, from, accountName(i)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// answered is an answer that was read.
type answered struct {
	status int
	header http.Header
	body   []byte
}

// post sends a body and wants a status.
func (a *authService) post(ctx context.Context, path, body string, header http.Header, want int) (answered, error) {
	got, err := a.send(ctx, path, body, header)
	if err == nil && got.status != want {
		err = fmt.Errorf("POST %s: %d %s", path, got.status, bytes.TrimSpace(got.body))
	}
	return got, err
}

func (a *authService) send(ctx context.Context, path, body string, header http.Header) (got answered, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url+path, strings.NewReader(body))
	if err != nil {
		return got, err
	}
	if header != nil {
		request.Header = header.Clone()
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := a.client.Do(request)
	if err != nil {
		return got, err
	}
	defer response.Body.Close()
	got = answered{status: response.StatusCode, header: response.Header}
	got.body, err = io.ReadAll(response.Body)
	return got, err
}
