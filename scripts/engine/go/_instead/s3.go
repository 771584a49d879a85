// Package s3 stands in for S3's client, of which the CLI names one request and nobody makes any.
package s3

// CopyObjectInput is looked for among the requests of a copy, and never found: there is no bucket of that kind.
type CopyObjectInput struct{ CopySource *string }
