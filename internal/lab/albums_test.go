package lab_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"talaan/internal/app"
	"talaan/internal/live"
	"talaan/internal/media"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// names lists the files of the album at index i of a test.
func names(a *talaantest.Answer, i int) []string {
	var out []string
	for j := range a.List(fmt.Sprintf("albums.%d.files", i)) {
		out = append(out, a.String(fmt.Sprintf("albums.%d.files.%d.name", i, j)))
	}
	return out
}

// count returns how many rows a table has.
func (d desk) count(table string) int64 {
	d.t.Helper()
	var n int64
	talaantest.Must(d.t, d.DB.View(d.t.Context(), func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One[int64](d.t.Context(), tx, `SELECT COUNT(*) FROM `+table)
		return err
	}))
	return n
}

// delete asks to delete what is at path.
func (d desk) delete(user, path string, id int64, reason string) *talaantest.Answer {
	d.t.Helper()
	return d.Client(user).Do(http.MethodDelete, fmt.Sprintf("/%s/%d", path, id), body{"reason": reason})
}

func TestAlbums(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		id := d.result(d.Outpatient(), nil)
		first := d.album(id, description(" Chest,  front "), file("a.txt", "one"), file("b.txt", "two"), file("a.txt", "one")).Expect(http.StatusCreated)
		if first.Int("lab_id") != id || first.String("description") != "Chest,  front" || first.String("uploaded_by_name") != d.User("nurse").Name || len(first.List("files")) != 3 ||
			first.String("files.0.name") != "a.txt" || first.Int("files.1.size") != 3 || first.String("files.0.sha256") != first.String("files.2.sha256") || first.Int("files.0.id") == first.Int("files.2.id") {
			t.Errorf("the first album: %s", first.Text)
		}
		// The description may come last.
		d.album(id, file("c.txt", "three"), description("Side")).Expect(http.StatusCreated)
		several := d.Client("doctor").Post(labPath(id, "/uploaded-albums"), body{"albums": []body{
			{"description": "Blood", "upload_ids": []int64{d.upload("doctor", "e.txt", "5"), d.upload("doctor", "d.txt", "4")}},
			{"description": "Urine", "upload_ids": []int64{d.upload("doctor", "f.txt", "6")}},
		}}).Expect(http.StatusCreated)
		if len(several.List("items")) != 2 || several.String("items.1.description") != "Urine" {
			t.Errorf("several: %s", several.Text)
		}
		got := d.Client("coder").Get(labPath(id, "")).Expect(http.StatusOK)
		var all []string
		for i := range got.List("albums") {
			all = append(all, got.String(fmt.Sprintf("albums.%d.description", i))+": "+strings.Join(names(got, i), " "))
		}
		if text := strings.Join(all, "; "); text != "Chest,  front: a.txt b.txt a.txt; Side: c.txt; Blood: e.txt d.txt; Urine: f.txt" || got.Int("file_count") != 7 {
			t.Errorf("all albums: %s, %d files", text, got.Int("file_count"))
		}
		if d.count("uploads") != 0 || d.count("media") != 6 {
			t.Errorf("%d uploads, %d contents", d.count("uploads"), d.count("media"))
		}
		// Nobody claims what is in an album already.
		d.Client("doctor").Post(labPath(id, "/uploaded-albums"), body{"albums": []body{{"description": "Again", "upload_ids": []int64{1}}}}).Refused(http.StatusUnprocessableEntity, "body.albums[0].upload_ids[0]")
	})
}

// One file that is not taken refuses the whole album; the refusal names it.
func TestRefusedAlbums(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		id := d.result(d.Outpatient(), nil)
		d.Client("admin").Patch("/media-settings", body{"max_file_mb": 1, "max_files": 4}).Expect(http.StatusOK)
		good, what := file("a.txt", "a"), description("What")
		many := func(n int) []talaantest.Part { return append(slices.Repeat([]talaantest.Part{good}, n), what) }
		for _, c := range []struct {
			parts  []talaantest.Part
			status int
			at     string
			says   string
		}{
			{[]talaantest.Part{what, good, file("empty.txt", ""), good}, 422, "body.files[1]", "“empty.txt” is empty"},
			{[]talaantest.Part{what, good, good, file("big.txt", strings.Repeat("words ", 200_000))}, 413, "body.files[2]", "“big.txt” is larger than 1 MB"},
			{[]talaantest.Part{what}, 422, "body.files", "choose at least one file"},
			{[]talaantest.Part{good}, 422, "body.description", "say what the files show"},
			{[]talaantest.Part{good, description(" \n ")}, 422, "body.description", ""},
			{[]talaantest.Part{good, description("a\x00b")}, 422, "body.description", "cannot be stored"},
			{[]talaantest.Part{good, description("a\xffb")}, 422, "body.description", "cannot be stored"},
			{[]talaantest.Part{good, description(strings.Repeat("ñ", 301))}, 422, "body.description", "at most 300"},
			{[]talaantest.Part{good, description(strings.Repeat("x", 100_000))}, 422, "body.description", "at most 300"},
			{[]talaantest.Part{what, good, what}, 422, "body.description", "twice"},
			{[]talaantest.Part{what, good, {Name: "files", Text: "no name"}}, 422, "body.files[1]", "is not a file"},
			{[]talaantest.Part{what, good, {Name: "note", Text: "x"}}, 422, "body.note", "is not a part"},
			{many(5), 422, "body.files", "An album takes 4 files"},
			{many(300), 422, "body.files", "An album takes 4 files"},
			{nil, 422, "body.description", ""},
		} {
			got := d.album(id, c.parts...).Refused(c.status, c.at)
			if !strings.Contains(got.Text, c.says) {
				t.Errorf("%s: %s", c.at, got.Text)
			}
		}
		d.Client("nurse").Post(labPath(id, "/albums"), body{"description": "x"}).Refused(http.StatusUnprocessableEntity, "body")
		d.album(999999, what, good).Refused(http.StatusNotFound, "")
		var ids []int64
		for i := range 5 {
			ids = append(ids, d.upload("nurse", fmt.Sprintf("%d.txt", i), fmt.Sprint(i)))
		}
		got := d.Client("nurse").Post(labPath(id, "/uploaded-albums"), body{"albums": []body{{"description": "ok", "upload_ids": ids[:1]}, {"description": "many", "upload_ids": ids}}})
		got.Refused(http.StatusUnprocessableEntity, "body.albums[1].upload_ids")
		if d.count("albums") != 0 || d.count("album_files") != 0 || d.count("uploads") != 5 || d.count("media") != 5 {
			t.Errorf("%d albums, %d files, %d uploads, %d contents", d.count("albums"), d.count("album_files"), d.count("uploads"), d.count("media"))
		}
		if got := d.Client("nurse").Get(labPath(id, "")); got.Int("version") != 1 {
			t.Errorf("refused albums changed the test: %s", got.Text)
		}
		d.Client("nurse").Post(labPath(id, "/uploaded-albums"), body{"albums": []body{{"description": "ok", "upload_ids": ids[:4]}}}).Expect(http.StatusCreated)
	})
}

// The same text is a table under one name and words under another, whichever came first.
func TestTextIsWhatItsNameSays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		id := d.result(d.Outpatient(), nil)
		text := "Potassium,5.9\nSodium,140\n"
		got := d.album(id, description("Twice"), file("run.txt", text), file("run.csv", text)).Expect(http.StatusCreated)
		for i, want := range []string{"text/plain; charset=utf-8", "text/csv; charset=utf-8"} {
			f := fmt.Sprintf("files.%d.", i)
			content := d.Client("nurse").Get(fmt.Sprintf("/files/%d/content", got.Int(f+"id"))).Expect(http.StatusOK)
			if got.String(f+"content_type") != want || content.Header.Get("Content-Type") != want {
				t.Errorf("%s: listed as %s, served as %s", got.String(f+"name"), got.String(f+"content_type"), content.Header.Get("Content-Type"))
			}
		}
	})
}

// Names from outside are for show: they come back as text, and no path is made of them.
func TestStrangeNames(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		id := d.result(d.Outpatient(), nil)
		strange := []string{"../../etc/passwd.txt", `..\..\boot.txt`, "🩻 röntgen ñ.txt", "a\u202Etxt.exe.txt", strings.Repeat("long ", 60) + ".txt", "CON.txt", "a b;c\".txt", "..txt"}
		parts := []talaantest.Part{description("🩻 X-ray")}
		for i, n := range strange {
			parts = append(parts, file(n, fmt.Sprint(i)))
		}
		got := d.album(id, parts...).Expect(http.StatusCreated)
		for i := range strange {
			name := got.String(fmt.Sprintf("files.%d.name", i))
			if name == "" || strings.ContainsAny(name, "/\\\u202E") || len([]rune(name)) > 255 {
				t.Errorf("%q is called %q", strange[i], name)
			}
			content := d.Client("nurse").Get(fmt.Sprintf("/files/%d/content", got.Int(fmt.Sprintf("files.%d.id", i)))).Expect(http.StatusOK)
			if content.Text != fmt.Sprint(i) || content.Header.Get("Content-Disposition") == "" {
				t.Errorf("%q holds %q %v", name, content.Text, content.Header)
			}
		}
	})
}

// A double click makes one album; another form under the same key is refused.
func TestAlbumSentTwice(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		id := d.result(d.Outpatient(), nil)
		nurse := d.Client("nurse").WithKey("album-1")
		for _, a := range atOnce(6, func(int) *talaantest.Answer {
			return nurse.Form(labPath(id, "/albums"), description("One"), file("a.txt", "a"), file("b.txt", "b"))
		}) {
			a.Expect(http.StatusCreated)
		}
		if d.count("albums") != 1 || d.count("album_files") != 2 {
			t.Errorf("%d albums, %d files", d.count("albums"), d.count("album_files"))
		}
		nurse.Form(labPath(id, "/albums"), description("Two"), file("a.txt", "a"), file("b.txt", "b")).Refused(http.StatusUnprocessableEntity, "")
		nurse.Form(labPath(id, "/albums"), description("One"), file("a.txt", "a"), file("b.txt", "c")).Refused(http.StatusUnprocessableEntity, "")
		// Many albums of the same files, and of files in another order, at once.
		for _, a := range atOnce(8, func(i int) *talaantest.Answer {
			parts := []talaantest.Part{file("x.txt", "same x"), file("y.txt", "same y"), file("z.txt", "same z")}
			if i%2 == 0 {
				slices.Reverse(parts)
			}
			return d.album(id, append(parts, description(fmt.Sprint(i)))...)
		}) {
			a.Expect(http.StatusCreated)
		}
		if got := d.Client("nurse").Get(labPath(id, "")); len(got.List("albums")) != 9 || got.Int("file_count") != 26 || d.count("media") != 5 {
			t.Errorf("%d albums, %d files, %d contents", len(got.List("albums")), got.Int("file_count"), d.count("media"))
		}
	})
}

// A connection that breaks in the middle of an album leaves nothing of it.
func TestCutAlbum(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		id := d.result(d.Outpatient(), nil)
		kind, text := talaantest.MakeForm(t, description("Cut"), file("a.txt", "whole"), file("b.txt", strings.Repeat("words ", 100_000)))
		address, err := url.Parse(d.URL)
		talaantest.Must(t, err)
		for _, n := range []int{len(text) / 2, bytes.Index(text, []byte("whole")) + 20, 40} {
			conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address.Host)
			talaantest.Must(t, err)
			_, err = fmt.Fprintf(conn, "POST /api/v1/labs/%d/albums HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s",
				id, kind, d.Client("nurse").Token, len(text), text[:n])
			talaantest.Must(t, err)
			tcp, ok := conn.(*net.TCPConn)
			if !ok {
				t.Fatal("no TCP connection")
			}
			talaantest.Must(t, tcp.CloseWrite())
			answer := make([]byte, 10_000)
			talaantest.Must(t, conn.SetReadDeadline(time.Now().Add(time.Minute)))
			m, err := conn.Read(answer)
			talaantest.Must(t, err)
			talaantest.Must(t, conn.Close())
			if !strings.Contains(string(answer[:m]), " 422 ") {
				t.Errorf("cut at %d: %s", n, answer[:m])
			}
		}
		if d.count("albums") != 0 || d.count("album_files") != 0 || d.count("media") != 0 {
			t.Errorf("%d albums, %d files, %d contents", d.count("albums"), d.count("album_files"), d.count("media"))
		}
	})
}

// What is deleted is hidden from all but those who may restore it, and comes back whole.
func TestDeleteAndRestore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		c := d.Outpatient()
		id := d.result(c, nil)
		album := d.album(id, description("Smear"), file("a.txt", "a"), file("b.txt", "b")).Expect(http.StatusCreated)
		a, b := album.Int("files.0.id"), album.Int("files.1.id")
		d.delete("coder", "files", a, "Blurred").Refused(http.StatusForbidden, "")
		d.delete("nurse", "files", a, " ").Refused(http.StatusUnprocessableEntity, "body.reason")
		d.delete("nurse", "files", 999999, "Blurred").Refused(http.StatusNotFound, "")
		got := d.delete("nurse", "files", a, "Blurred").Expect(http.StatusOK)
		if n := names(got, 0); !slices.Equal(n, []string{"b.txt"}) || got.Int("file_count") != 1 {
			t.Errorf("after the deletion a nurse sees %v: %s", n, got.Text)
		}
		content := fmt.Sprintf("/files/%d/content", a)
		d.Client("doctor").Get(content).Refused(http.StatusNotFound, "")
		d.Client("doctor").Get(fmt.Sprintf("/files/%d/thumbnail", a)).Refused(http.StatusNotFound, "")
		d.delete("doctor", "files", a, "Again").Refused(http.StatusNotFound, "")
		d.delete("admin", "files", a, "Again").Refused(http.StatusConflict, "")
		if got := d.Client("admin").Get(content).Expect(http.StatusOK); got.Text != "a" {
			t.Errorf("kept: %q", got.Text)
		}
		seen := d.Client("admin").Get(labPath(id, ""))
		if n := names(seen, 0); !slices.Equal(n, []string{"a.txt", "b.txt"}) || seen.String("albums.0.files.0.delete_reason") != "Blurred" || seen.String("albums.0.files.0.deleted_by_name") != d.User("nurse").Name || seen.Int("file_count") != 1 {
			t.Errorf("an Admin sees %s", seen.Text)
		}
		d.Client("nurse").Post(fmt.Sprintf("/files/%d/restore", a), nil).Refused(http.StatusForbidden, "")

		// An album without a file to show is not shown.
		if got := d.delete("nurse", "files", b, "Wrong patient").Expect(http.StatusOK); len(got.List("albums")) != 0 {
			t.Errorf("an empty album is shown: %s", got.Text)
		}
		if n := len(d.Client("nurse").Get(c.Path("/files")).List("items")); n != 0 {
			t.Errorf("the case shows %d files", n)
		}
		back := d.Client("admin").Post(fmt.Sprintf("/files/%d/restore", b), nil).Expect(http.StatusOK)
		if back.At("albums.0.files.1.deleted_at") != nil || back.String("albums.0.files.1.delete_reason") != "" {
			t.Errorf("restored: %s", back.Text)
		}
		d.Client("admin").Post(fmt.Sprintf("/files/%d/restore", b), nil).Refused(http.StatusConflict, "")

		// The album with what is in it, and back with what was not deleted by itself.
		albumID := album.Int("id")
		if got := d.delete("doctor", "albums", albumID, "Other patient's").Expect(http.StatusOK); len(got.List("albums")) != 0 || got.Int("file_count") != 0 {
			t.Errorf("a deleted album is shown: %s", got.Text)
		}
		d.Client("nurse").Get(fmt.Sprintf("/files/%d/content", b)).Refused(http.StatusNotFound, "")
		d.delete("nurse", "albums", albumID, "Again").Refused(http.StatusNotFound, "")
		d.delete("admin", "albums", albumID, "Again").Refused(http.StatusConflict, "")
		d.delete("nurse", "files", b, "Again").Refused(http.StatusNotFound, "")
		d.Client("admin").Post(fmt.Sprintf("/files/%d/restore", b), nil).Refused(http.StatusConflict, "")
		d.Client("admin").Post(fmt.Sprintf("/albums/%d/restore", albumID), nil).Expect(http.StatusOK)
		d.Client("admin").Post(fmt.Sprintf("/albums/%d/restore", albumID), nil).Refused(http.StatusConflict, "")
		if got := d.Client("nurse").Get(labPath(id, "")); !slices.Equal(names(got, 0), []string{"b.txt"}) {
			t.Errorf("the restored album: %s", got.Text)
		}
		history := d.Client("nurse").Get(labPath(id, "/history"))
		for _, act := range []string{"given an album", "lost a file", "Blurred", "given back a file", "lost an album", "given back an album"} {
			if !strings.Contains(history.Text, act) {
				t.Errorf("the history lacks %q", act)
			}
		}
		if v := talaanWhole(t, d); v != 2 {
			t.Errorf("%d contents are kept", v)
		}
	})
}

// talaanWhole verifies every stored file and returns how many there are.
func talaanWhole(t *testing.T, d desk) int64 {
	t.Helper()
	v, err := d.Media.Verify(t.Context(), nil, nil)
	talaantest.Must(t, err)
	if v.Faults > 0 {
		t.Errorf("%d files are damaged or missing", v.Faults)
	}
	return v.Files
}

// What belongs to an album outlasts the sweeper, a deletion and a restart.
func TestFilesOutlastEverything(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var database string
	h := talaantest.New(t, sqldb.SQLite, func(c *app.Config) { c.Data, database = dir, c.Database })
	d := desk{h, t}
	c := d.Outpatient()
	id := d.result(c, nil)
	album := d.album(id, description("Smear"), file("a.txt", "a"), file("b.txt", "b")).Expect(http.StatusCreated)
	d.delete("nurse", "files", album.Int("files.0.id"), "Blurred").Expect(http.StatusOK)
	d.upload("nurse", "c.txt", "c")
	for range 3 {
		d.Clock.Advance(25 * time.Hour)
		talaantest.Must(t, d.Media.Sweep(t.Context()))
	}
	if n := talaanWhole(t, d); n != 2 || d.count("uploads") != 0 {
		t.Errorf("%d contents, %d uploads", n, d.count("uploads"))
	}
	again, err := app.Open(t.Context(), app.Config{Data: dir, Database: database, Clock: h.Clock, Log: nil})
	talaantest.Must(t, err)
	v, err := again.Media.Verify(t.Context(), nil, nil)
	talaantest.Must(t, err)
	talaantest.Must(t, again.Close())
	if v.Files != 2 || v.Faults != 0 {
		t.Errorf("after the restart: %+v", v)
	}
	left, err := filepath.Glob(filepath.Join(dir, "media", "tmp", "*"))
	talaantest.Must(t, err)
	if len(left) != 0 {
		t.Errorf("unfinished files: %v", left)
	}
	if got := d.Client("admin").Get(fmt.Sprintf("/files/%d/content", album.Int("files.0.id"))).Expect(http.StatusOK); got.Text != "a" {
		t.Errorf("the deleted file: %q", got.Text)
	}

	// A damaged file is named to the operator by where it stands.
	hash := album.String("files.1.sha256")
	talaantest.Must(t, os.Remove(filepath.Join(dir, "media", "sha256", hash[:2], hash[2:4], hash)))
	var where []string
	_, err = d.Media.Verify(t.Context(), func(f media.Fault) error {
		where = f.Where
		return nil
	}, nil)
	talaantest.Must(t, err)
	if want := "file “b.txt” of album “Smear”, laboratory result " + d.Client("nurse").Get(labPath(id, "")).String("code"); !slices.Equal(where, []string{want}) {
		t.Errorf("the operator reads %q", where)
	}
	d.Client("nurse").Get(fmt.Sprintf("/files/%d/content", album.Int("files.1.id"))).Refused(http.StatusInternalServerError, "")
}

// A thumbnail that was made shows on the open pages of every test that has the file.
func TestThumbnailsAreTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		first, second := d.result(d.Outpatient(), nil), d.result(d.Outpatient(), nil)
		for _, id := range []int64{first, second, second} {
			d.album(id, description("X"), file("a.txt", "same")).Expect(http.StatusCreated)
		}
		var told []int64
		d.DB.OnCommit(func(changes []live.Change) {
			for _, c := range changes {
				if c.Entity == "lab" {
					told = append(told, c.ID)
				}
			}
		})
		talaantest.Must(t, d.DB.InTx(t.Context(), func(tx *sqldb.Tx) error {
			id, err := sqldb.One[int64](t.Context(), tx, `SELECT id FROM media`)
			if err != nil {
				return err
			}
			return d.Media.Tell(t.Context(), tx, id)
		}))
		if !slices.Equal(told, []int64{first, second}) {
			t.Errorf("told of %v", told)
		}
	})
}
