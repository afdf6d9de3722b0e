package talaantest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // the engine under test
)

// AddressVariable names the environment variable with host:port of a MariaDB
// whose root needs no password, made only for tests. Without it each test
// program starts a server of its own from Debian's mariadb-server.
const AddressVariable = "TALAAN_TEST_MARIADB"

type maria struct {
	address string
	db      *sql.DB
	err     error
}

var theMaria = sync.OnceValue(startMaria)

func mariaDB(t testing.TB) *maria {
	t.Helper()
	m := theMaria()
	if m.err != nil {
		t.Fatalf("MariaDB for tests: %v (Debian: apt-get install mariadb-server, or run make test, which does)", m.err)
	}
	return m
}

func startMaria() *maria {
	address := os.Getenv(AddressVariable)
	if address == "" {
		var err error
		if address, err = launch(); err != nil {
			return &maria{err: err}
		}
	}
	db, err := sql.Open("mysql", "root@tcp("+address+")/")
	if err != nil {
		return &maria{err: err}
	}
	return &maria{address: address, db: db, err: awaitServer(db)}
}

// launch starts a server in a folder and on a port of its own. The kernel ends
// it together with the test program.
func launch() (string, error) {
	program, err := exec.LookPath("mariadbd")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/mariadbd"); err != nil {
			return "", err
		}
	}
	dir, err := os.MkdirTemp("", "talaan-mariadb-")
	if err != nil {
		return "", err
	}
	install := exec.Command("mariadb-install-db", "--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db", "--tmpdir="+dir, "--datadir="+filepath.Join(dir, "data"), "--user="+user())
	if out, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("mariadb-install-db: %w: %s", err, out)
	}
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	address := listener.Addr().String()
	_, port, err := net.SplitHostPort(address)
	if err := errors.Join(err, listener.Close()); err != nil {
		return "", err
	}
	server := exec.Command(program, "--no-defaults", "--tmpdir="+dir, "--datadir="+filepath.Join(dir, "data"), "--user="+user(), "--port="+port, "--bind-address=127.0.0.1",
		"--socket="+filepath.Join(dir, "s"), "--pid-file="+filepath.Join(dir, "pid"), "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0",
		"--innodb-buffer-pool-size=128M", "--max-connections=1000", "--skip-log-bin")
	server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return address, server.Start()
}

func user() string {
	if os.Getuid() == 0 {
		return "root"
	}
	return os.Getenv("USER")
}

// awaitServer waits until the server answers; there is no clock to fake here.
func awaitServer(db *sql.DB) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := db.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w", err)
		case <-tick.C:
		}
	}
}

var databases atomic.Int64

// newDatabase makes an empty database that is dropped when the test ends.
func newDatabase(t testing.TB) string {
	t.Helper()
	m := mariaDB(t)
	name := fmt.Sprintf("t%d_%d", os.Getpid(), databases.Add(1))
	_, err := m.db.ExecContext(t.Context(), "CREATE DATABASE "+name+" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
	Must(t, err)
	t.Cleanup(func() {
		if _, err := m.db.ExecContext(context.Background(), "DROP DATABASE "+name); err != nil {
			t.Errorf("drop test database: %v", err)
		}
	})
	return name
}
