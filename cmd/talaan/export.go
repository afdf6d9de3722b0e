package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"

	"talaan/internal/app"
	"talaan/internal/authz"
)

type exportCmd struct {
	Patient exportPatientCmd `cmd:"" help:"Everything about one patient, as a folder of JSON, a PDF and files."`
}

type exportPatientCmd struct {
	storage
	Code string `arg:"" help:"The patient's code, as on the wristband."`
	To   string `help:"Folder to make; it must not be there yet." required:"" placeholder:"FOLDER"`
}

// Run writes the folder. One that could not be filled is taken away again.
func (c *exportPatientCmd) Run(e *env) error {
	a, err := app.Open(e.ctx, c.config())
	if err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Clean(c.To), 0o700); err != nil {
		return errors.Join(fmt.Errorf("make the folder: %w", err), a.Close())
	}
	files := 0
	name, err := exportTo(c.To, func(create func(string) (io.WriteCloser, error)) (string, error) {
		ctx := authz.With(e.ctx, authz.Operator("command line"))
		return a.Exports.Export(ctx, c.Code, func(name string) (io.WriteCloser, error) {
			files++
			return create(name)
		})
	})
	if err = errors.Join(err, a.Close()); err != nil {
		return errors.Join(err, os.RemoveAll(c.To))
	}
	_, err = fmt.Fprintf(e.stdout, "Everything about %s is in %s: %d files.\n", name, c.To, files)
	return err
}

// exportTo lets fill create files below a folder, and nowhere else.
func exportTo(folder string, fill func(create func(string) (io.WriteCloser, error)) (string, error)) (string, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return "", fmt.Errorf("open the folder: %w", err)
	}
	name, err := fill(func(name string) (io.WriteCloser, error) {
		if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
			return nil, err
		}
		return root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	})
	return name, errors.Join(err, root.Close())
}
