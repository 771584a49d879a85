// Package azureblob stands in for state in Azure's storage.
package azureblob

import (
	"context"
	"errors"
	"net/url"

	"gocloud.dev/blob"
)

// Scheme of such an address.
const Scheme = "azblob"

// ServiceURLOptions has none.
type ServiceURLOptions struct{}

// NewDefaultServiceURLOptions has none.
func NewDefaultServiceURLOptions() *ServiceURLOptions {
	return &ServiceURLOptions{}
}

// NewDefaultClient is named by what opens addresses, and never called.
func NewDefaultClient() {}

// URLOpener refuses every address.
type URLOpener struct {
	MakeClient        func()
	ServiceURLOptions ServiceURLOptions
}

// OpenBucketURL refuses.
func (*URLOpener) OpenBucketURL(context.Context, *url.URL) (*blob.Bucket, error) {
	return nil, errors.New("this engine was built without state in Azure's storage: install the Pulumi CLI")
}
