// Databricks' own Terraform provider as a Pulumi provider, for tests: the code behind @pulumi/databricks, talking to a
// stand-in of the workspace on loopback and to nothing else.
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"strings"

	"github.com/databricks/databricks-sdk-go/client"
	"github.com/databricks/databricks-sdk-go/config"
	"github.com/databricks/terraform-provider-databricks/catalog"
	"github.com/databricks/terraform-provider-databricks/commands"
	"github.com/databricks/terraform-provider-databricks/common"
	"github.com/databricks/terraform-provider-databricks/dashboards"
	"github.com/databricks/terraform-provider-databricks/jobs"
	"github.com/databricks/terraform-provider-databricks/secrets"
	"github.com/databricks/terraform-provider-databricks/sql"
	"github.com/databricks/terraform-provider-databricks/workspace"
	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
)

// What the challenge is made of; each is the provider's own.
var resources = map[string]common.Resource{
	"databricks_catalog":            catalog.ResourceCatalog(),
	"databricks_dashboard":          dashboards.ResourceDashboard(),
	"databricks_directory":          workspace.ResourceDirectory(),
	"databricks_external_location":  catalog.ResourceExternalLocation(),
	"databricks_grant":              catalog.ResourceGrant(),
	"databricks_grants":             catalog.ResourceGrants(),
	"databricks_job":                jobs.ResourceJob(),
	"databricks_notebook":           workspace.ResourceNotebook(),
	"databricks_schema":             catalog.ResourceSchema(),
	"databricks_secret":             secrets.ResourceSecret(),
	"databricks_secret_scope":       secrets.ResourceSecretScope(),
	"databricks_sql_endpoint":       sql.ResourceSqlEndpoint(),
	"databricks_storage_credential": catalog.ResourceStorageCredential(),
	"databricks_volume":             catalog.ResourceVolume(),
}

const version = "1.110.0"

func main() {
	// The SDK asks a workspace for its tenant through a client of its own.
	http.DefaultTransport = loopback{}
	provider := &schema.Provider{ResourcesMap: map[string]*schema.Resource{}, Schema: configSchema()}
	for name, resource := range resources {
		provider.ResourcesMap[name] = resource.ToResource()
	}
	provider.ConfigureContextFunc = configure
	common.AddContextToAllResources(provider, "databricks")
	info := tfbridge.ProviderInfo{
		P:              shimv2.NewProvider(provider),
		Name:           "databricks",
		Version:        version,
		ResourcePrefix: "databricks",
		MetadataInfo:   tfbridge.NewProviderMetadata([]byte("{}")),
	}
	info.MustComputeTokens(tokens.SingleModule("databricks_", "index", tokens.MakeStandard("databricks")))
	info.SetAutonaming(255, "-")
	tfbridge.Main("databricks", version, info, []byte(`{"name":"databricks"}`))
}

// The settings that the provider takes from its SDK's configuration.
func configSchema() map[string]*schema.Schema {
	types := map[reflect.Kind]schema.ValueType{
		reflect.String: schema.TypeString, reflect.Bool: schema.TypeBool, reflect.Int: schema.TypeInt,
	}
	all := map[string]*schema.Schema{}
	for _, attribute := range config.ConfigAttributes {
		if kind, known := types[attribute.Kind]; known {
			all[attribute.Name] = &schema.Schema{Type: kind, Optional: true, Sensitive: attribute.Sensitive}
		}
	}
	return all
}

func configure(ctx context.Context, data *schema.ResourceData) (any, diag.Diagnostics) {
	cfg := &config.Config{HTTPTransport: loopback{}, RetryTimeoutSeconds: 60, HTTPTimeoutSeconds: 60}
	for _, attribute := range config.ConfigAttributes {
		value, given := data.GetOk(attribute.Name)
		if !given {
			continue
		}
		if err := attribute.Set(cfg, value); err != nil {
			return nil, diag.FromErr(err)
		}
	}
	inner, err := client.New(cfg)
	if err != nil {
		return nil, diag.FromErr(err)
	}
	outer := &common.DatabricksClient{DatabricksClient: inner}
	outer.WithCommandExecutor(func(ctx context.Context, c *common.DatabricksClient) common.CommandExecutor {
		return commands.NewCommandsAPI(ctx, c)
	})
	return outer, nil
}

// Sends what is meant for a workspace to the stand-in's port on loopback, and refuses everything else. It has no method
// SkipRetryOnIO: with one the SDK would not sign in either (config/api_client.go in databricks-sdk-go).
type loopback struct{}

func (loopback) RoundTrip(request *http.Request) (*http.Response, error) {
	host := request.URL.Hostname()
	if !strings.HasSuffix(host, ".azuredatabricks.net") {
		return nil, fmt.Errorf("%s is not a workspace: nothing else is asked here", host)
	}
	sent := request.Clone(request.Context())
	sent.Host = host
	sent.URL = &url.URL{
		Scheme: "http", Host: net.JoinHostPort("127.0.0.1", os.Getenv("DATABRICKS_STAND_IN_PORT")),
		Path: request.URL.Path, RawPath: request.URL.RawPath, RawQuery: request.URL.RawQuery,
	}
	transport := &http.Transport{Proxy: nil, DisableKeepAlives: true}
	response, err := transport.RoundTrip(sent)
	if err == nil && response.StatusCode == http.StatusMisdirectedRequest {
		// The stand-in has no workspace of that name, so nor would a name server.
		response.Body.Close()
		missing := &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: missing}
	}
	return response, err
}
