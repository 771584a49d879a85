// Databricks' own command-line interface, whole: what is advised in its words is run by it.
package main

import (
	"context"
	"os"

	"github.com/databricks/cli/cmd"
	"github.com/databricks/cli/cmd/root"
)

func main() {
	ctx := context.Background()
	if root.Execute(ctx, cmd.New(ctx)) != nil {
		os.Exit(1)
	}
}
