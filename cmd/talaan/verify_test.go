package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"talaan/internal/clock"
	"talaan/internal/media/blob/blobtest"
	"talaan/internal/sqldb"
)

// asProgram makes the test program be talaan itself, so that it can be killed.
const asProgram = "TALAAN_TEST_AS_PROGRAM"

// sendFile uploads content and returns the id that the server answered, or an error.
func sendFile(ctx context.Context, url, token, name string, content []byte) (int64, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		return 0, err
	}
	if _, err := part.Write(content); err != nil {
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	var made struct{ ID int64 }
	err = create(ctx, url+"/api/v1/uploads", token, w.FormDataContentType(), &b, &made)
	return made.ID, err
}

func TestVerifyMedia(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TALAAN_DATA", dir)
	if exit, _, stderr := talaan(t, "correct horse battery\n", "user", "add", "--user-id", "ana", "--role", "Nurse", "--password-stdin"); exit != 0 {
		t.Fatal(stderr)
	}
	if exit, out, stderr := talaan(t, "", "verify", "media"); exit != 0 || !strings.Contains(out, "All 0 files are whole") {
		t.Errorf("nothing: %d %s%s", exit, out, stderr)
	}
	url, stop := start(t, "serve", "--listen", "127.0.0.1:0")
	token := signIn(t, url, "ana", "correct horse battery")
	paths := make([]string, 3)
	hashes := make([]string, 3)
	for i := range paths {
		content := []byte(strings.Repeat(fmt.Sprintf("line %d of a text\n", i), 1000))
		if _, err := sendFile(t.Context(), url, token, fmt.Sprintf("%d.txt", i), content); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(content)
		hashes[i] = hex.EncodeToString(sum[:])
		paths[i] = filepath.Join(dir, "media", "sha256", hashes[i][:2], hashes[i][2:4], hashes[i])
	}
	if exit, text := stop(); exit != 0 {
		t.Fatal(text)
	}
	if exit, out, stderr := talaan(t, "", "verify", "media"); exit != 0 || !strings.Contains(out, "All 3 files are whole (0.0 MB)") {
		t.Errorf("three: %d %s%s", exit, out, stderr)
	}
	content, err := os.ReadFile(paths[1])
	if err != nil {
		t.Fatal(err)
	}
	content[500] ^= 1
	other := filepath.Join(filepath.Dir(paths[0]), strings.Repeat("a", 64))
	for path, content := range map[string][]byte{paths[1]: content, other: []byte("x")} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(paths[2]); err != nil {
		t.Fatal(err)
	}
	exit, out, stderr := talaan(t, "", "verify", "media")
	if exit != 1 || !strings.Contains(out, hashes[1]+" is damaged") || !strings.Contains(out, hashes[2]+" is missing") || strings.Contains(out, hashes[0]) ||
		!strings.Contains(out, "“1.txt”, in no album yet") || !strings.Contains(out, "1 more objects") || !strings.Contains(stderr, "2 of 3 files are damaged or missing") {
		t.Errorf("damaged: %d %s%s", exit, out, stderr)
	}
	if exit, _, stderr := talaan(t, "", "verify", "media", "--media", "ftp://x"); exit != 1 || !strings.Contains(stderr, "s3://HOST") {
		t.Errorf("a bad address: %d %s", exit, stderr)
	}
}

// The program keeps its files in a bucket when it is told to.
func TestServeFromBucket(t *testing.T) {
	bucket, _ := blobtest.Bucket(t)
	t.Setenv("TALAAN_DATA", t.TempDir())
	t.Setenv("TALAAN_MEDIA", bucket)
	if exit, _, stderr := talaan(t, "correct horse battery\n", "user", "add", "--user-id", "ana", "--role", "Nurse", "--password-stdin"); exit != 0 {
		t.Fatal(stderr)
	}
	url, stop := start(t, "serve", "--listen", "127.0.0.1:0")
	if _, err := sendFile(t.Context(), url, signIn(t, url, "ana", "correct horse battery"), "a.txt", []byte("a text in a bucket")); err != nil {
		t.Error(err)
	}
	if exit, text := stop(); exit != 0 {
		t.Error(text)
	}
	if exit, out, stderr := talaan(t, "", "verify", "media"); exit != 0 || !strings.Contains(out, "All 1 files are whole") {
		t.Errorf("%d %s%s", exit, out, stderr)
	}
	t.Setenv("TALAAN_MEDIA", "folder:")
	if exit, out, _ := talaan(t, "", "verify", "media"); exit != 1 || !strings.Contains(out, "is missing") {
		t.Errorf("looked for in the folder: %d %s", exit, out)
	}
}

// kills is how often the program is killed while it takes files.
const kills = 15

// Whatever upload was answered is there, whole, after the program was killed.
func TestKilledWhileUploading(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TALAAN_DATA", dir)
	if exit, _, stderr := talaan(t, "correct horse battery\n", "user", "add", "--user-id", "ana", "--role", "Nurse", "--password-stdin"); exit != 0 {
		t.Fatal(stderr)
	}
	random := rand.New(rand.NewPCG(1, 2))
	var mu sync.Mutex
	answered := map[int64]string{} // upload id, SHA-256
	for round := range kills {
		program, url := launch(t)
		token := signIn(t, url, "ana", "correct horse battery")
		before := len(answered)
		var senders sync.WaitGroup
		for s := range 4 {
			seed := uint64(round*10 + s)
			senders.Go(func() {
				r := rand.New(rand.NewPCG(seed, 3))
				for n := 0; ; n++ {
					content := []byte(fmt.Sprintf("round %d sender %d file %d\n", round, s, n))
					content = append(content, bytes.Repeat([]byte("some text "), r.IntN(200_000))...)
					id, err := sendFile(t.Context(), url, token, "a.txt", content)
					if err != nil {
						return
					}
					sum := sha256.Sum256(content)
					mu.Lock()
					answered[id] = hex.EncodeToString(sum[:])
					mu.Unlock()
				}
			})
		}
		awaitOne(t, &mu, answered, before) // the kill comes at a random moment after the first answer
		timer := time.NewTimer(time.Duration(random.IntN(150)) * time.Millisecond)
		<-timer.C
		if err := program.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = program.Wait() // says that it was killed
		senders.Wait()
	}
	exit, out, stderr := talaan(t, "", "verify", "media")
	if exit != 0 || !strings.Contains(out, "files are whole") {
		t.Fatalf("after %d kills: %d %s%s", kills, exit, out, stderr)
	}
	t.Logf("%d uploads were answered in %d rounds; %s", len(answered), kills, out)
	checkUploads(t, dir, answered)
}

// albumFiles is how many files each album of the next test has.
const albumFiles = 3

// After kills in the middle of albums each album that is listed has all of its
// files, whole, and each that was answered is listed.
func TestKilledWhileFilingAlbums(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TALAAN_DATA", dir)
	if exit, _, stderr := talaan(t, "correct horse battery\n", "user", "add", "--user-id", "ana", "--role", "Admin", "--password-stdin"); exit != 0 {
		t.Fatal(stderr)
	}
	random := rand.New(rand.NewPCG(4, 5))
	var mu sync.Mutex
	answered := map[int64]string{} // album id, its last file's SHA-256
	for round := range 6 {
		program, url := launch(t)
		token := signIn(t, url, "ana", "correct horse battery")
		id := oneResult(t, url, token, round)
		before := len(answered)
		var senders sync.WaitGroup
		for s := range 3 {
			seed := uint64(round*10 + s)
			senders.Go(func() {
				r := rand.New(rand.NewPCG(seed, 6))
				for n := range 60 { // a test takes 200 albums
					parts := make([][]byte, albumFiles)
					for i := range parts {
						head := fmt.Sprintf("round %d sender %d album %d file %d\n", round, s, n, i)
						parts[i] = append([]byte(head), bytes.Repeat([]byte("some text "), r.IntN(50_000))...)
					}
					album, err := sendAlbum(t.Context(), url, token, id, parts)
					if err != nil {
						return
					}
					sum := sha256.Sum256(parts[albumFiles-1])
					mu.Lock()
					answered[album] = hex.EncodeToString(sum[:])
					mu.Unlock()
				}
			})
		}
		awaitOne(t, &mu, answered, before)
		timer := time.NewTimer(time.Duration(random.IntN(150)) * time.Millisecond)
		<-timer.C
		if err := program.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = program.Wait() // says that it was killed
		senders.Wait()
	}
	if exit, out, stderr := talaan(t, "", "verify", "media"); exit != 0 || !strings.Contains(out, "files are whole") {
		t.Fatalf("after the kills: %d %s%s", exit, out, stderr)
	}
	t.Logf("%d albums were answered", len(answered))
	checkAlbums(t, dir, answered)
}

// create sends a body and reads the answer into out; the answer must be 201.
func create(ctx context.Context, url, token, contentType string, send io.Reader, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, send)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusCreated {
		return fmt.Errorf("answered %d %s", res.StatusCode, text)
	}
	return json.Unmarshal(text, out)
}

// oneResult checks a patient in and writes a result without files.
func oneResult(t *testing.T, url, token string, n int) int64 {
	t.Helper()
	var in struct{ Encounter struct{ ID int64 } }
	if err := create(t.Context(), url+"/api/v1/check-ins", token, "application/json",
		strings.NewReader(fmt.Sprintf(`{"patient": {"family_name": "Abad%c", "given_name": "Ana%c"}, "encounter": {}}`, 'a'+n, 'a'+n)), &in); err != nil {
		t.Fatal(err)
	}
	var made struct{ ID int64 }
	if err := create(t.Context(), url+"/api/v1/labs", token, "application/json",
		strings.NewReader(fmt.Sprintf(`{"encounter_id": %d, "test_type": "Urinalysis", "result_summary": "Normal."}`, in.Encounter.ID)), &made); err != nil {
		t.Fatal(err)
	}
	return made.ID
}

// sendAlbum sends an album of texts in one form and returns its id.
func sendAlbum(ctx context.Context, url, token string, labID int64, files [][]byte) (int64, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	err := w.WriteField("description", "Slips")
	for _, f := range files {
		part, perr := w.CreateFormFile("files", "a.txt")
		if perr != nil {
			return 0, perr
		}
		if _, perr = part.Write(f); perr != nil {
			return 0, perr
		}
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return 0, err
	}
	var made struct{ ID int64 }
	err = create(ctx, fmt.Sprintf("%s/api/v1/labs/%d/albums", url, labID), token, w.FormDataContentType(), &b, &made)
	return made.ID, err
}

// checkAlbums compares what was answered with what is recorded, and wants every
// recorded album whole.
func checkAlbums(t *testing.T, dir string, answered map[int64]string) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), "sqlite:"+filepath.Join(dir, "talaan.db"), clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		ID     int64  `db:"id"`
		Files  int64  `db:"files"`
		SHA256 string `db:"sha256"`
	}
	err = db.View(t.Context(), func(tx *sqldb.Tx) error {
		rows, err := sqldb.All[row](t.Context(), tx, `SELECT a.id, COUNT(f.id) AS files,
			COALESCE(MAX(CASE WHEN f.position = ? THEN m.sha256 END), '') AS sha256
			FROM albums a LEFT JOIN album_files f ON f.album_id = a.id LEFT JOIN media m ON m.id = f.media_id GROUP BY a.id`, albumFiles-1)
		last := map[int64]string{}
		for _, r := range rows {
			last[r.ID] = r.SHA256
			if r.Files != albumFiles {
				t.Errorf("album %d has %d files", r.ID, r.Files)
			}
		}
		for id, hash := range answered {
			if last[id] != hash {
				t.Errorf("album %d was answered and ends with %q now", id, last[id])
			}
		}
		return err
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// launch starts the program as a process of its own and waits until it answers.
func launch(t *testing.T) (*exec.Cmd, string) {
	t.Helper()
	program := exec.Command(os.Args[0], "serve", "--listen", "127.0.0.1:0")
	program.Env = append(os.Environ(), asProgram+"=1")
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = program.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	url := regexp.MustCompile(`http://\S+`).FindString(line)
	if err != nil || url == "" {
		t.Fatalf("the program says %q: %v", line, err)
	}
	return program, url
}

// awaitOne waits until one more upload was answered.
func awaitOne(t *testing.T, mu *sync.Mutex, answered map[int64]string, before int) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for range 20_000 {
		mu.Lock()
		n := len(answered)
		mu.Unlock()
		if n > before {
			return
		}
		<-tick.C
	}
	t.Fatal("no upload was answered")
}

// checkUploads compares what was answered with what is recorded.
func checkUploads(t *testing.T, dir string, answered map[int64]string) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), "sqlite:"+filepath.Join(dir, "talaan.db"), clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		ID     int64  `db:"id"`
		SHA256 string `db:"sha256"`
	}
	err = db.View(t.Context(), func(tx *sqldb.Tx) error {
		rows, err := sqldb.All[row](t.Context(), tx, `SELECT u.id, m.sha256 FROM uploads u JOIN media m ON m.id = u.media_id`)
		there := map[int64]string{}
		for _, r := range rows {
			there[r.ID] = r.SHA256
		}
		for id, hash := range answered {
			if there[id] != hash {
				t.Errorf("upload %d was answered and is %q now", id, there[id])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
