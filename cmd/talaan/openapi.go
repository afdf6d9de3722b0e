package main

import (
	"fmt"
	"os"

	"talaan/internal/app"
)

type openAPICmd struct{}

// Run prints the description of the HTTP interface as YAML.
func (c *openAPICmd) Run(e *env) (err error) {
	dir, err := os.MkdirTemp("", "talaan-openapi-")
	if err != nil {
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	defer func() {
		if rerr := os.RemoveAll(dir); err == nil {
			err = rerr
		}
	}()
	a, err := app.Open(e.ctx, app.Config{Data: dir})
	if err != nil {
		return err
	}
	text, err := a.API.OpenAPI()
	if err == nil {
		_, err = e.stdout.Write(text)
	}
	if cerr := a.Close(); err == nil {
		err = cerr
	}
	return err
}

type versionCmd struct{}

// Run prints the version.
func (c *versionCmd) Run(e *env) error {
	_, err := fmt.Fprintln(e.stdout, "talaan", app.Version)
	return err
}
