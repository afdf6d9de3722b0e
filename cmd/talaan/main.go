// Command talaan is the patient management system: server, page and tools in
// one file.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"talaan/internal/app"
	"talaan/internal/errs"
)

type cli struct {
	Serve   serveCmd   `cmd:"" help:"Run the server."`
	Demo    demoCmd    `cmd:"" help:"Run a made-up hospital to try things out; no real data."`
	User    userCmd    `cmd:"" help:"Users, on the server itself."`
	Import  importCmd  `cmd:"" help:"Take over tables from files."`
	Export  exportCmd  `cmd:"" help:"Hand out what is kept."`
	Backup  backupCmd  `cmd:"" help:"Back up everything, also while the server runs; list the backups."`
	Restore restoreCmd `cmd:"" help:"Put a backup in the place of what is there; stop the server first, unless the database is MariaDB."`
	Verify  verifyCmd  `cmd:"" help:"Check that nothing is damaged or lost."`
	OpenAPI openAPICmd `cmd:"" name:"openapi" help:"Print the description of the HTTP interface."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// house says where the program keeps its data, but for the files.
type house struct {
	Data     string `help:"Folder of everything the program keeps." required:"" env:"TALAAN_DATA" placeholder:"DIR"`
	Database string `help:"sqlite: (inside the data folder) or mysql://user:password@host:port/name." default:"sqlite:" env:"TALAAN_DATABASE" placeholder:"URL"`
	KeyFile  string `help:"The program's secret; secret.key in the data folder unless given. All servers of one database need the same file." env:"TALAAN_KEY_FILE" placeholder:"FILE"`
	Timezone string `help:"The hospital's time zone." default:"Asia/Manila" env:"TALAAN_TIMEZONE"`
}

// config is the configuration with the files at a place of their own.
func (h house) config(media string) app.Config {
	return app.Config{Data: h.Data, Database: h.Database, Media: media, KeyFile: h.KeyFile, Timezone: h.Timezone}
}

// storage says where the program keeps its data and its files.
type storage struct {
	house
	Media string `help:"Where files are kept: folder: (inside the data folder) or s3://HOST[:PORT]/BUCKET[/PREFIX], with the credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY." default:"folder:" env:"TALAAN_MEDIA" placeholder:"URL"`
}

func (s storage) config() app.Config { return s.house.config(s.Media) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// env is what a command reads and writes.
type env struct {
	ctx            context.Context //nolint:containedctx // lives exactly as long as the command
	stdin          io.Reader
	stdout, stderr io.Writer
}

// run runs one command; its result is the exit status: 0 only when all was done.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var c cli
	exit := -1
	parser, err := kong.New(&c, kong.Name("talaan"), kong.Description("Patient management for small and medium hospitals."),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { exit = code }), kong.UsageOnError())
	if err != nil {
		_, _ = fmt.Fprintln(stderr, err)
		return 2
	}
	k, err := parser.Parse(args)
	if exit >= 0 {
		return exit // --help was answered
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "talaan: %s\nRun talaan --help for the commands.\n", err)
		return 2
	}
	slog.SetDefault(slog.New(slog.NewJSONHandler(stderr, nil)))
	if err := k.Run(&env{ctx, stdin, stdout, stderr}); err != nil {
		_, _ = fmt.Fprintln(stderr, "talaan:", inWords(err))
		return 1
	}
	return 0
}

// inWords says what a refusal says, field by field.
func inWords(err error) string {
	var e *errs.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	s := e.Message
	for _, f := range e.Fields {
		s += "\n  " + f.Location + ": " + f.Message
	}
	return s
}
