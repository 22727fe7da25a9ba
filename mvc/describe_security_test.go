package mvc_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

func TestTheDocumentTellsWhoMayCall(t *testing.T) {
	t.Parallel()
	schemes := map[string]*openapi.SecurityScheme{"bearer": openapi.BearerAuth("JWT"), "session": openapi.APIKey("cookie", "auth_token")}
	app := mvc.NewApp(mvc.Config{SecuritySchemes: schemes}, mvc.Controller[*menus](newMenus), mvc.Controller[*kitchens](newKitchens))
	document, err := app.OpenAPI()
	require.NoError(t, err)
	require.Empty(t, document.Validate())
	either := &[]openapi.SecurityRequirement{{"bearer": {}}, {"session": {}}}
	tests := []struct {
		method, path, policy string
		security             *[]openapi.SecurityRequirement
		has401, has403       bool
	}{
		{"POST", "/menu/{id}", "role chef or role manager", either, true, true},
		{"DELETE", "/menu/{id}", "(role chef or role manager) and role manager", either, true, true},
		{"GET", "/menu", "", nil, false, false},
		{"GET", "/menu/mine", "authentication", either, true, false},
		{"POST", "/menu/login", "not to be authenticated", nil, false, true},
		{"PUT", "/kitchen/{id}", "the subject or role manager", either, true, true},
		{"PUT", "/kitchen/open/{id}", "", nil, false, false},
		{"PUT", "/kitchen/hook/{id}", "", nil, false, false},
		{"GET", "/kitchen", "", nil, false, false},
	}
	policies := map[string]string{}
	for _, route := range app.Routes() {
		if route.Policy != nil {
			policies[route.Method+" "+route.Path] = route.Policy.String()
		}
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			t.Parallel()
			op := document.Paths[tt.path].Operation(tt.method)
			require.Equal(t, tt.security, op.Security)
			require.Equal(t, tt.has401, op.Responses["401"] != nil)
			require.Equal(t, tt.has403, op.Responses["403"] != nil)
			if tt.policy == "" {
				require.Empty(t, op.Extensions)
				return
			}
			require.Equal(t, openapi.Extensions{"x-policy": tt.policy}, op.Extensions)
			require.Contains(t, op.Description, "Needs "+tt.policy+".")
			require.Equal(t, tt.policy, policies[tt.method+" "+tt.path])
		})
	}
	require.Equal(t, "Adds a dish.\n\nNeeds role chef or role manager.", document.Paths["/menu/{id}"].Post.Description)
	require.Equal(t, "nothing", policies["GET /menu"])
	require.NotContains(t, policies, "GET /kitchen")
}

func TestWhatIsOpenSaysSoWhereTheDocumentDemandsMore(t *testing.T) {
	t.Parallel()
	document, err := mvc.NewApp(mvc.Config{
		SecuritySchemes: map[string]*openapi.SecurityScheme{"bearer": openapi.BearerAuth("JWT"), "key": openapi.APIKey("header", "X-Key")},
		Security:        []openapi.SecurityRequirement{{"bearer": {}}},
	}, mvc.Controller[*menus](newMenus), mvc.Controller[*kitchens](newKitchens)).OpenAPI()
	require.NoError(t, err)
	require.Equal(t, &[]openapi.SecurityRequirement{}, document.Paths["/menu"].Get.Security)
	require.Equal(t, &[]openapi.SecurityRequirement{{"bearer": {}}}, document.Paths["/menu/mine"].Get.Security)
	require.Nil(t, document.Paths["/kitchen"].Get.Security, "it said nothing, and the document says it for all")
}
