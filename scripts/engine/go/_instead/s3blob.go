// Package s3blob stands in for state in Amazon's storage: without it no opener knows such an address.
package s3blob
