package audit

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"talaan/internal/sqldb"
)

// HeadsFile is the name of the file in the data folder that keeps heads.
const HeadsFile = "audit-heads.txt"

// ReadHeads reads a list of heads, one on a line, each alone or after the
// moment at which it was kept. It returns the numbers of the lines that hold
// something else, such as one that a power cut broke off.
func ReadHeads(r io.Reader) (heads []Head, passed []int, err error) {
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		h, err := parseLine(lines.Text())
		switch {
		case err == nil:
			heads = append(heads, h)
		case strings.TrimSpace(lines.Text()) != "":
			passed = append(passed, n)
		}
	}
	return heads, passed, lines.Err()
}

func parseLine(line string) (Head, error) {
	words := strings.Fields(line)
	if len(words) == 0 || len(words) > 2 {
		return Head{}, fmt.Errorf("%.60q is no line of a list of heads", line)
	}
	h, err := ParseHead(words[len(words)-1])
	if err == nil && len(words) == 2 {
		h.At, err = time.Parse(time.RFC3339, words[0])
	}
	return h, err
}

// Begun reports whether a head was kept in the file at path before.
func Begun(path string) (bool, error) {
	last, _, err := lastHead(path)
	if err != nil {
		return false, fmt.Errorf("read the heads of the audit trail: %w", err)
	}
	return last != nil, nil
}

// Keep adds the present head of the trail to the list in the file at path,
// which it makes, when it is another than the last one there. When the trail no
// longer holds that last one, Keep adds the present one and returns an error.
func (c *Chain) Keep(ctx context.Context, db *sqldb.DB, path string) error {
	last, whole, err := lastHead(path)
	if err != nil {
		return fmt.Errorf("read the heads of the audit trail: %w", err)
	}
	var now Head
	holds := true
	err = db.View(ctx, func(tx *sqldb.Tx) (err error) {
		if now, err = c.Head(ctx, tx); err == nil && last != nil {
			holds, err = c.Holds(ctx, tx, *last)
		}
		return err
	})
	if err != nil {
		return err
	}
	if last == nil || last.Text != now.Text {
		line := now.At.Format(time.RFC3339) + " " + now.Text + "\n"
		if !whole {
			line = "\n" + line
		}
		if err := appendLine(path, line); err != nil {
			return fmt.Errorf("keep the head of the audit trail: %w", err)
		}
	}
	if !holds {
		return fmt.Errorf("the audit trail was cut off or written anew: it does not hold the head %s that %s kept at %s. Run talaan verify audit", last.Text, path, last.At.Format(time.RFC3339))
	}
	return nil
}

// lastHead returns the last head in a file, nil for none, and whether the file
// ends with a whole line.
func lastHead(path string) (last *Head, whole bool, err error) {
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if errors.Is(err, fs.ErrNotExist) {
		return nil, true, nil
	}
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = f.Close() }() // only read
	info, err := f.Stat()
	if err != nil {
		return nil, false, err
	}
	const tail = 4096 // some forty lines
	text, err := io.ReadAll(io.NewSectionReader(f, max(info.Size()-tail, 0), tail))
	if err != nil {
		return nil, false, err
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		if h, err := parseLine(line); err == nil {
			last = &h
		}
	}
	return last, len(text) == 0 || text[len(text)-1] == '\n', nil
}

// appendLine puts a line at the end of a file and on disk.
func appendLine(path, line string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600) //nolint:gosec // the operator names the file
	if err != nil {
		return err
	}
	_, err = f.WriteString(line)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
