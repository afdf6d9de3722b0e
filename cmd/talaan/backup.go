package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"talaan/internal/app"
	"talaan/internal/authz"
	"talaan/internal/backup"
	"talaan/internal/clock"
)

type backupCmd struct {
	Make backupMakeCmd `cmd:"" default:"withargs" help:"Make a backup now."`
	List backupListCmd `cmd:"" help:"List the backups that were made, the latest first."`
}

type backupMakeCmd struct {
	storage
	To             string `help:"A file to make, complete in itself; or a folder that is there, such as a USB stick or a network share, in which the hospital's files are kept once for all its backups." required:"" placeholder:"FILE|FOLDER"`
	Note           string `help:"A few words that are kept with it." placeholder:"TEXT"`
	PassphraseFile string `help:"A file whose first line is the passphrase; without it the backup is not encrypted." placeholder:"FILE"`
}

// Run makes a backup.
func (c *backupMakeCmd) Run(e *env) error {
	passphrase, err := readPassphrase(c.PassphraseFile)
	if err != nil {
		return err
	}
	r := backup.Request{Folder: c.To, Kind: backup.Folder, Note: c.Note, Passphrase: passphrase, Progress: sayProgress(e.stderr)}
	if info, err := os.Stat(c.To); err != nil || !info.IsDir() {
		if err == nil || strings.HasSuffix(c.To, "/") || strings.HasSuffix(c.To, string(filepath.Separator)) {
			return fmt.Errorf("%s: give a folder that is there, or a file that is not there yet", c.To)
		}
		r.Folder, r.FileName, r.Kind = filepath.Dir(c.To), filepath.Base(c.To), backup.Complete
	}
	if r.Folder, err = filepath.Abs(r.Folder); err != nil {
		return err
	}
	a, err := app.Open(e.ctx, c.config())
	if err != nil {
		return err
	}
	made, err := a.Backups.Make(authz.With(e.ctx, authz.Operator("command line")), r)
	if err = errors.Join(err, a.Close()); err != nil {
		return fmt.Errorf("backup failed: %w", err)
	}
	_, err = fmt.Fprintf(e.stdout, "The backup is in %s (%s, %d files of %s).\n", filepath.Join(made.Folder, made.FileName), inBytes(made.Size), made.Files, inBytes(made.FilesBytes))
	return err
}

// readPassphrase reads the first line of a file; nothing without a file.
func readPassphrase(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return "", fmt.Errorf("read the passphrase: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	line, err := bufio.NewReader(io.LimitReader(f, 1024)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the passphrase: %w", err)
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", fmt.Errorf("the first line of %s is blank, and should be the passphrase", path)
	}
	return line, nil
}

// sayProgress says now and then how far long work is; total 0 is not known.
func sayProgress(to io.Writer) func(done, total int64) {
	said := time.Now()
	return func(done, total int64) {
		if time.Since(said) < progressEvery {
			return
		}
		said = time.Now()
		if total > 0 {
			_, _ = fmt.Fprintf(to, "%s of about %s\n", inBytes(done), inBytes(total))
			return
		}
		_, _ = fmt.Fprintf(to, "%s\n", inBytes(done))
	}
}

type backupListCmd struct {
	storage
	Limit int `help:"How many." default:"50" placeholder:"N"`
}

// Run lists the backups.
func (c *backupListCmd) Run(e *env) error {
	a, err := app.Open(e.ctx, c.config())
	if err != nil {
		return err
	}
	list, err := a.Backups.List(e.ctx, c.Limit)
	zone := a.Backups.Zone
	if err = errors.Join(err, a.Close()); err != nil {
		return err
	}
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "NUMBER\tMADE\tBY\tSTATUS\tVERIFIED\tSIZE\tFILE\tNOTE")
	for _, b := range list {
		verified := string(b.Verification)
		if b.VerifiedAt != nil {
			verified += " " + b.VerifiedAt.In(zone).Format("2006-01-02 15:04")
		}
		status := string(b.Status)
		if b.RemovedAt != nil {
			status = "Removed"
		}
		_, _ = fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", b.ID, b.StartedAt.In(zone).Format("2006-01-02 15:04"), b.StartedBy, status, verified,
			inBytes(b.Size), filepath.Join(b.Folder, b.FileName), strings.TrimSpace(b.Note+" "+b.Failure+" "+b.Finding))
	}
	return w.Flush()
}

type verifyBackupCmd struct {
	File           string `arg:"" help:"The backup file; with a backup of a folder, the files beside it are checked too." placeholder:"FILE"`
	PassphraseFile string `help:"A file whose first line is the passphrase." placeholder:"FILE"`
	Temp           string `help:"A folder with room for the trial; the system's own for temporary files when not given." placeholder:"FOLDER"`
}

// Run restores the backup for a trial.
func (c *verifyBackupCmd) Run(e *env) error {
	passphrase, err := readPassphrase(c.PassphraseFile)
	if err != nil {
		return err
	}
	say, read := sayProgress(e.stderr), int64(0)
	m, err := backup.Verify(e.ctx, backup.Source{Path: c.File, Passphrase: passphrase}, c.Temp, clock.System{}, func(n int64) {
		read += n
		say(read, 0)
	})
	if err != nil {
		return err
	}
	var rows int64
	for _, t := range m.Tables {
		rows += t.Rows
	}
	files := fmt.Sprintf("%d files of %s are whole.", m.Files.Count, inBytes(m.Files.Bytes))
	if !backup.HasFiles(m) {
		files = fmt.Sprintf("Its %d files are in the hospital's own file store and were not looked at.", m.Files.Count)
	}
	_, err = fmt.Fprintf(e.stdout, "This backup can be restored. It is of %q, of %s, made by Talaan %s.\n%d rows in %d tables, %d bills; the audit trail is whole up to %s.\n%s\n",
		m.Hospital, m.MadeAt.Local().Format("2006-01-02 15:04:05 MST"), m.Program, rows, len(m.Tables), m.Ledger.Bills, m.AuditHead, files)
	return err
}
