package keyring_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"talaan/internal/clock"
	"talaan/internal/keyring"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// each runs f on an empty database of every engine.
func each(t *testing.T, f func(t *testing.T, db *sqldb.DB)) {
	t.Helper()
	for _, e := range []sqldb.Engine{sqldb.SQLite, sqldb.MySQL} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			db, err := sqldb.Open(t.Context(), talaantest.EmptyDatabase(t, e), clock.System{})
			talaantest.Must(t, err)
			t.Cleanup(func() { _ = db.Close() })
			talaantest.Must(t, db.Migrate(t.Context()))
			f(t, db)
		})
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	r, err := keyring.New(bytes.Repeat([]byte{7}, 32))
	talaantest.Must(t, err)
	// What was once sealed must stay readable: a key never changes.
	audit := hex.EncodeToString(r.Key("audit"))
	if audit != hex.EncodeToString(r.Key("audit")) || audit == hex.EncodeToString(r.Key("totp")) || len(audit) != 64 {
		t.Error("a key must be the same for its purpose, and for no other")
	}
	if want := "146d8fee6bf162da858d46241d6b13f8dbd0c802583d07c4a954d3003e651997"; audit != want {
		t.Errorf("the key of a purpose changed: %s", audit)
	}
	if _, err := keyring.New(make([]byte, 31)); err == nil {
		t.Error("a short secret is taken")
	}
}

func TestFileIsMadeOnceAndKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB) {
		path := filepath.Join(t.TempDir(), "new", keyring.FileName)
		first, err := keyring.Open(t.Context(), db, path, rand.Reader)
		talaantest.Must(t, err)
		info, err := os.Stat(path)
		talaantest.Must(t, err)
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("the file may be read by %v", info.Mode())
		}
		again, err := keyring.Open(t.Context(), db, path, nil)
		talaantest.Must(t, err)
		if !slices.Equal(first.Key("a"), again.Key("a")) || again.Exposed {
			t.Error("the second opening finds another secret")
		}
		left, err := os.ReadDir(filepath.Dir(path))
		talaantest.Must(t, err)
		if len(left) != 1 {
			t.Errorf("the folder holds %v", left)
		}
		if runtime.GOOS != "windows" {
			talaantest.Must(t, os.Chmod(path, 0o644))
			if open, err := keyring.Open(t.Context(), db, path, nil); err != nil || !open.Exposed {
				t.Errorf("a file that all can read: %+v %v", open, err)
			}
		}
	})
}

func TestWrongFileIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB) {
		path := filepath.Join(t.TempDir(), keyring.FileName)
		_, err := keyring.Open(t.Context(), db, path, rand.Reader)
		talaantest.Must(t, err)
		whole, err := os.ReadFile(path)
		talaantest.Must(t, err)
		for says, text := range map[string]string{
			"belongs to another database": strings.Repeat("ab", 32),
			"is damaged":                  string(whole[:40]),
		} {
			talaantest.Must(t, os.WriteFile(path, []byte(text), 0o600))
			if _, err := keyring.Open(t.Context(), db, path, rand.Reader); err == nil || !strings.Contains(err.Error(), says) {
				t.Errorf("the file %q: %v", text, err)
			}
			if now, err := os.ReadFile(path); err != nil || string(now) != text {
				t.Errorf("the file was overwritten: %q %v", now, err)
			}
		}
		talaantest.Must(t, os.Remove(path))
		if _, err := keyring.Open(t.Context(), db, path, rand.Reader); err == nil || !strings.Contains(err.Error(), "--key-file") {
			t.Errorf("without the file: %v", err)
		}
		if _, err := os.Stat(path); err == nil {
			t.Error("a second secret was made for the same database")
		}
		talaantest.Must(t, os.WriteFile(path, whole, 0o600))
		_, err = keyring.Open(t.Context(), db, path, rand.Reader)
		talaantest.Must(t, err)
	})
}

// However many programs start at once, one secret holds.
func TestManyStartAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB) {
		path := filepath.Join(t.TempDir(), keyring.FileName)
		keys := make([][]byte, 8)
		var wg sync.WaitGroup
		for i := range keys {
			wg.Go(func() {
				r, err := keyring.Open(context.WithoutCancel(t.Context()), db, path, rand.Reader)
				if err != nil {
					t.Error(err)
					return
				}
				keys[i] = r.Key("a")
			})
		}
		wg.Wait()
		for _, k := range keys {
			if !slices.Equal(k, keys[0]) {
				t.Error("two secrets are in use")
			}
		}
	})
}
