package olddjango

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"talaan/internal/errs"
	"talaan/internal/media"
	"talaan/internal/media/inspect"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

// stagedFile is a file of the old media folder: in the store, or why it is not.
type stagedFile struct {
	staged  *media.Staged // nil in a dry run
	refused string
}

// fileFields are the models that have a file, and the field.
var fileFields = []struct{ model, field string }{
	{"laboratoryresult", "file"}, {"labresultfile", "file"}, {"labresultfileingroup", "member"}, {"user", "photo"}, {"userimage", "file"},
}

// stage puts the files of all rows that were not moved yet into the store, before
// the transaction that refers to them begins. A dry run only looks at them.
func (m *mover) stage(ctx context.Context) error {
	m.files = map[string]stagedFile{}
	var limits inspect.Limits
	err := m.DB.View(ctx, func(tx *sqldb.Tx) error {
		s, err := media.LoadSettings(ctx, tx)
		if err != nil {
			return err
		}
		limits = s.Limits()
		m.tx = tx
		return m.load(ctx)
	})
	if err != nil {
		return err
	}
	var root *os.Root
	if m.mediaRoot != "" {
		if root, err = os.OpenRoot(m.mediaRoot); err != nil {
			return fmt.Errorf("open the folder of uploaded files: %w", err)
		}
		defer func() { _ = root.Close() }() // it was only read from
	}
	for _, f := range fileFields {
		of := limits
		if f.model == "user" || f.model == "userimage" {
			of = staff.PhotoLimits()
		}
		err := m.dump.each(f.model, func(r *row) error {
			name, mark := r.key(f.field), r.pk
			if f.model == "laboratoryresult" {
				mark = fileMark(r)
			}
			if _, moved := m.find(f.model, mark); moved || name == "" || !looksLikeFile(f.model, name) {
				return ctx.Err()
			}
			if _, ok := m.files[name]; ok {
				return nil
			}
			s, err := m.stageOne(ctx, root, name, of)
			m.files[name] = s
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fileMark is the key under which the file of a result's own row is remembered: the
// result may have been moved without it.
func fileMark(r *row) string { return r.pk + "#file" }

// looksLikeFile tells a path from the key of a row that has one: in the rows that
// join files with groups stands either.
func looksLikeFile(model, value string) bool {
	return model != "labresultfileingroup" || strings.ContainsAny(value, "./")
}

func (m *mover) stageOne(ctx context.Context, root *os.Root, name string, limits inspect.Limits) (_ stagedFile, err error) {
	if root == nil {
		return stagedFile{refused: "there is no folder of uploaded files: give --media DIR"}, nil
	}
	f, err := open(root, name)
	if err != nil {
		return stagedFile{refused: fmt.Sprintf("the file %s is missing in the folder of uploaded files", brief(name))}, nil
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var s stagedFile
	if m.dry {
		err = look(ctx, f, name, limits)
	} else {
		s.staged, err = m.Media.Stage(ctx, f, path.Base(slashes(name)), limits)
	}
	var refusal *inspect.Refusal
	var e *errs.Error
	switch {
	case errors.As(err, &refusal):
		return stagedFile{refused: fmt.Sprintf("the file %s %s", brief(name), refusal.Message)}, nil
	case errors.As(err, &e) && len(e.Fields) > 0: // about the file, not about a full disk
		return stagedFile{refused: fmt.Sprintf("the file %s %s", brief(name), e.Fields[0].Message)}, nil
	}
	return s, err
}

// look checks a file as staging does, and leaves it where it is.
func look(ctx context.Context, f *os.File, name string, limits inspect.Limits) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() > limits.Bytes {
		return &inspect.Refusal{Message: fmt.Sprintf("is larger than %d bytes", limits.Bytes)}
	}
	_, err = inspect.File(ctx, f, info.Size(), path.Base(slashes(name)), limits)
	return err
}

func slashes(name string) string { return strings.ReplaceAll(name, `\`, "/") }

// open finds a file under the path that the dump gives, with or without the
// folder's own name before it. A path that leads out of the folder finds nothing.
func open(root *os.Root, name string) (*os.File, error) {
	p := strings.TrimLeft(path.Clean("/"+slashes(name)), "/")
	f, err := root.Open(p)
	if rest, ok := strings.CutPrefix(p, "media/"); err != nil && ok {
		f, err = root.Open(rest)
	}
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(err, f.Close(), io.ErrUnexpectedEOF)
	}
	return f, nil
}

// closeFiles forgets the copies; what was recorded stays.
func (m *mover) closeFiles() error {
	var err error
	for _, s := range m.files {
		err = errors.Join(err, s.staged.Close())
	}
	return err
}
