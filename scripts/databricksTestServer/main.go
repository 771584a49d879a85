// Databricks' own test server as a program: what the emulator's REST front is held against.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/databricks/cli/libs/testserver"
)

// standAlone is what the server wants of a test, where there is none.
type standAlone struct {
	endings []func()
}

func (s *standAlone) Log(args ...any)                   { fmt.Fprintln(os.Stderr, args...) }
func (s *standAlone) Logf(format string, args ...any)   { fmt.Fprintf(os.Stderr, format+"\n", args...) }
func (s *standAlone) Error(args ...any)                 { s.Log(args...) }
func (s *standAlone) Errorf(format string, args ...any) { s.Logf(format, args...) }
func (s *standAlone) Skip(args ...any)                  { s.Log(args...) }
func (s *standAlone) Skipf(format string, args ...any)  { s.Logf(format, args...) }
func (s *standAlone) FailNow()                          { os.Exit(1) }
func (s *standAlone) Setenv(key, value string)          { _ = os.Setenv(key, value) }
func (s *standAlone) TempDir() string                   { return os.TempDir() }
func (s *standAlone) Context() context.Context          { return context.Background() }
func (s *standAlone) Helper()                           {}
func (s *standAlone) Cleanup(end func())                { s.endings = append(s.endings, end) }

func (s *standAlone) Fatal(args ...any) {
	s.Log(args...)
	s.FailNow()
}

func (s *standAlone) Fatalf(format string, args ...any) {
	s.Logf(format, args...)
	s.FailNow()
}

// main prints the server's address, a loopback one, and serves until its standard input ends.
func main() {
	alone := &standAlone{}
	server := testserver.New(alone)
	testserver.AddDefaultHandlers(server)
	fmt.Println(server.URL)
	_, _ = io.Copy(io.Discard, os.Stdin)
	for _, end := range alone.endings {
		end()
	}
}
