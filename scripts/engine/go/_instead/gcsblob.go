// Package gcsblob stands in for state in Google's cloud; opening it is refused before it is asked.
package gcsblob

// Scheme of such an address.
const Scheme = "gs"
