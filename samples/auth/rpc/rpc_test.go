package rpc_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"
	"github.com/stretchr/testify/require"

	framework "github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/hosting/rpc"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
	"github.com/neuroglia-go/neuroglia/samples/auth"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
	"github.com/neuroglia-go/neuroglia/samples/auth/rpc/postv1"
	"github.com/neuroglia-go/neuroglia/samples/auth/rpc/postv1/postv1connect"
)

type object = map[string]any

// service is the whole service with a client of each protocol.
type service struct {
	*hosttest.App
	rpc map[string]postv1connect.PostV1Client
}

func serve(t *testing.T) *service {
	t.Helper()
	s := &service{rpc: make(map[string]postv1connect.PostV1Client)}
	s.App = hosttest.New(t, auth.Configure, hosttest.Name(auth.Name), hosttest.SubApp("content"),
		hosttest.Setting("AUTH_DATABASE_URL", "memory:"), hosttest.Setting("AUTH_LOG_LEVEL", "error"),
		hosttest.Setting("AUTH_PEPPER", "a pepper that is long enough to be one"), hosttest.Setting("AUTH_TOKEN_KEY", "a key that is long enough to sign tokens"))
	server := httptest.NewUnstartedServer(s.Listener(rpc.ListenerName))
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	server.Config.Protocols = protocols
	server.Start()
	t.Cleanup(server.Close)
	http2 := new(http.Protocols)
	http2.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: http2}
	t.Cleanup(transport.CloseIdleConnections)
	for name, options := range map[string][]connect.ClientOption{"connect": {connect.WithProtoJSON()}, "grpc": {connect.WithGRPC()}, "grpc-web": {connect.WithGRPCWeb()}} {
		s.rpc[name] = postv1connect.NewPostV1Client(&http.Client{Transport: transport}, server.URL, options...)
	}
	return s
}

// register makes a user and returns the id and the access token; the user is a member then.
func (s *service) register(t *testing.T, name string) (id, bearer string) {
	t.Helper()
	client := s.SubApp("auth")
	tokens := decode(t, client.Post("/api/v1/registration", object{
		"username": name, "password": "correct horse", "first_name": "A", "last_name": "B",
	}).Expect(http.StatusCreated))
	bearer = "Bearer " + tokens["access_token"].(string)
	head, err := hosttest.Resolve[eventstore.Store](s.App).Head(t.Context())
	require.NoError(t, err)
	require.NoError(t, hosttest.Resolve[*eventing.Engine](s.App).Await(t.Context(), "local-members", head))
	return decode(t, client.Get("/api/v1/users/me").Header("Authorization", bearer).Expect(http.StatusOK))["id"].(string), bearer
}

func decode(t *testing.T, r *mvctest.Response) (o object) {
	t.Helper()
	require.NoError(t, json.Unmarshal(r.Body, &o))
	return o
}

// as returns the context of calls with the token.
func as(t *testing.T, bearer string) context.Context {
	t.Helper()
	ctx, info := connect.NewClientContext(t.Context())
	if bearer != "" {
		info.RequestHeader().Set("Authorization", bearer)
	}
	return ctx
}

func TestAPostOfOneProtocolIsThatOfTheOther(t *testing.T) {
	t.Parallel()
	s := serve(t)
	id, bearer := s.register(t, "ada.lovelace")
	for name, client := range s.rpc {
		for _, owner := range []string{"", id} {
			created, err := client.Create(as(t, bearer), &postv1.CreatePostRequest{TextContent: "by " + name, OwnerId: owner})
			require.NoError(t, err, name)
			read := decode(t, s.Get("/v1/posts/"+created.GetId()).Header("Authorization", bearer).Expect(http.StatusOK))
			require.Equal(t, "by "+name, read["text_content"])
			require.Equal(t, id, read["owner_id"])
			got, err := client.GetById(as(t, bearer), &postv1.GetPostByIdRequest{Id: created.GetId()})
			require.NoError(t, err)
			require.Equal(t, read["created_at"], got.GetCreatedAt())
			require.Equal(t, read["updated_at"], got.GetUpdatedAt())
		}
	}
	written := s.Post("/v1/posts", object{"text_content": "by HTTP"}).Header("Authorization", bearer).Expect(http.StatusCreated).Header("Location")
	got, err := s.rpc["grpc"].GetById(as(t, bearer), &postv1.GetPostByIdRequest{Id: path.Base(written)})
	require.NoError(t, err)
	require.Equal(t, "by HTTP", got.GetTextContent())
}

func TestNobodyWritesInTheNameOfAnother(t *testing.T) {
	t.Parallel()
	s := serve(t)
	_, ada := s.register(t, "ada.lovelace")
	bob, _ := s.register(t, "bob.babbage")
	for name, client := range s.rpc {
		_, err := client.Create(as(t, ada), &postv1.CreatePostRequest{TextContent: "hm", OwnerId: bob})
		require.Equal(t, connect.CodePermissionDenied, connect.CodeOf(err), name)
		require.Equal(t, "forbidden", rpc.ErrorOf(err).Code)
	}
	posts, err := hosttest.Resolve[content.Posts](s.App).Find(t.Context(), query.All())
	require.NoError(t, err)
	require.Empty(t, posts.Items)
}

func TestTheSameFaultIsTheSameInEveryProtocol(t *testing.T) {
	t.Parallel()
	s := serve(t)
	_, ada := s.register(t, "ada.lovelace")
	disabled, eve := s.register(t, "eve.moneypenny")
	gone, bob := s.register(t, "bob.babbage")
	sync(t, s, content.SyncMember{MemberID: disabled, Account: domain.Account{Username: "eve.moneypenny"}})
	sync(t, s, content.SyncMember{MemberID: gone, Gone: true})
	create := func(text string) (*mvctest.Request, call) {
		return s.Post("/v1/posts", object{"text_content": text}), func(ctx context.Context, c postv1connect.PostV1Client) error {
			_, err := c.Create(ctx, &postv1.CreatePostRequest{TextContent: text})
			return err
		}
	}
	get := func(id string) (*mvctest.Request, call) {
		return s.Get("/v1/posts/" + id), func(ctx context.Context, c postv1connect.PostV1Client) error {
			_, err := c.GetById(ctx, &postv1.GetPostByIdRequest{Id: id})
			return err
		}
	}
	const nowhere = "01890dd5-ea3f-7746-b5c0-d3ad5ea1a1a1"
	for _, row := range []struct {
		name   string
		bearer string
		status int
		code   connect.Code
		fault  string
		send   func() (*mvctest.Request, call)
	}{
		{"without a token", "", 401, connect.CodeUnauthenticated, "not_authenticated", func() (*mvctest.Request, call) { return create("x") }},
		{"with none that is one", "Bearer x", 401, connect.CodeUnauthenticated, "not_authenticated", func() (*mvctest.Request, call) { return get(nowhere) }},
		{"with one that was changed", ada + "x", 401, connect.CodeUnauthenticated, "not_authenticated", func() (*mvctest.Request, call) { return get(nowhere) }},
		{"of nobody who is a member", bob, 403, connect.CodePermissionDenied, "unknown_user", func() (*mvctest.Request, call) { return create("x") }},
		{"of a member who is inactive", eve, 403, connect.CodePermissionDenied, "member_inactive", func() (*mvctest.Request, call) { return get(nowhere) }},
		{"without a text", ada, 422, connect.CodeInvalidArgument, "validation_failed", func() (*mvctest.Request, call) { return create("") }},
		{"with too long a text", ada, 422, connect.CodeInvalidArgument, "validation_failed", func() (*mvctest.Request, call) { return create(strings.Repeat("x", 10_001)) }},
		{"of what is no id", ada, 422, connect.CodeInvalidArgument, "validation_failed", func() (*mvctest.Request, call) { return get("x") }},
		{"of what is not there", ada, 404, connect.CodeNotFound, "post_not_found", func() (*mvctest.Request, call) { return get(nowhere) }},
	} {
		request, call := row.send()
		if row.bearer != "" {
			request.Header("Authorization", row.bearer)
		}
		request.Expect(row.status).Problem(row.fault)
		for name, client := range s.rpc {
			err := call(as(t, row.bearer), client)
			require.Equal(t, row.code, connect.CodeOf(err), "%s by %s: %v", row.name, name, err)
			require.Equal(t, row.fault, rpc.ErrorOf(err).Code, "%s by %s", row.name, name)
		}
	}
}

// call makes a call.
type call func(context.Context, postv1connect.PostV1Client) error

// sync tells something of a local member.
func sync(t *testing.T, s *service, cmd content.SyncMember) {
	t.Helper()
	cmd.Source, cmd.At = domain.SourceLocal, time.Now().Add(time.Hour)
	_, err := mediator.Send(framework.AsSystem(t.Context(), "test"), hosttest.Resolve[*mediator.Mediator](s.App), cmd)
	require.NoError(t, err)
}
