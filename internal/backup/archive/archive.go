// Package archive is the form of a backup file: parts with names, one after the
// other, each followed by its SHA-256, and a manifest as the last. The stream is
// compressed, sealed by a SHA-256 of its own at the very end, and, with a
// passphrase, encrypted as a whole.
//
//	file   = body | age(body)
//	body   = "talaan backup 1\n" zstd(part* manifest) SHA-256 of all before
//	part   = length of name (2 bytes, big endian) name size (8 bytes) content SHA-256
//
// Writing and reading use the same memory whatever the size.
package archive

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Format is the version of the form that this program writes and reads.
const Format = 1

const (
	magic    = "talaan backup 1\n"
	ageMagic = "age-encryption.org/v1\n"
	sumBytes = 32
)

// The names of single parts. Others are tls/NAME, tables/TABLE/NUMBER and media/SHA-256.
const (
	AboutName    = "about.json"
	KeyName      = "secret.key"
	HeadsName    = "audit-heads.txt"
	ManifestName = "manifest.json"
)

// What a file is refused for. The text of each is a sentence for the operator.
var (
	ErrNoBackup         = errors.New("this is no backup file of Talaan")
	ErrPassphraseNeeded = errors.New("this backup is encrypted: give its passphrase")
	ErrPassphraseWrong  = errors.New("the passphrase is not the one of this backup, or the beginning of the file is damaged")
	ErrIncomplete       = errors.New("this backup is not complete: the file ends too early")
	ErrDamaged          = errors.New("this backup is damaged")
	ErrNewer            = errors.New("this backup was made by a newer Talaan; install that version, or take an older backup")
	ErrTooLarge         = errors.New("this backup unpacks to more than there is room for")
)

// About says what a backup is of. It is the first part, and stands in the manifest again.
type About struct {
	Format   int       `json:"format"`
	Program  string    `json:"program"` // version of the program that made it
	Schema   int       `json:"schema"`  // step of the database's schema
	Hospital string    `json:"hospital"`
	MadeAt   time.Time `json:"made_at"` // the moment whose state it holds
	Engine   string    `json:"engine"`
	Note     string    `json:"note"`
}

// Table is one table of the database.
type Table struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	LastID int64  `json:"last_id"` // the highest id that was ever given; 0 when it counts none
}

// Ledger are sums over all bills, in centavos.
type Ledger struct {
	Bills       int64 `json:"bills"`
	Charges     int64 `json:"charges"`
	Adjustments int64 `json:"adjustments"`
	Payments    int64 `json:"payments"`
}

// Where the hospital's files of a backup are.
const (
	Inside = "inside" // parts of it
	Beside = "beside" // in the folder files, next to it
	InUse  = "in-use" // nowhere but in the hospital's own store
)

// Files are the hospital's files that belong to a backup.
type Files struct {
	Count int64  `json:"count"`
	Bytes int64  `json:"bytes"`
	Where string `json:"where"`
	// Sealed says that those beside it are encrypted with a key made from the secret.
	Sealed bool `json:"sealed"`
}

// Parts sums up all parts before the manifest.
type Parts struct {
	Count  int64  `json:"count"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // of the list of their names, sizes and sums
}

// Manifest says what a whole backup holds.
type Manifest struct {
	About
	Tables    []Table `json:"tables"`
	Ledger    Ledger  `json:"ledger"`
	AuditHead string  `json:"audit_head"`
	Files     Files   `json:"files"`
	Parts     Parts   `json:"parts"`
}

// kinds are the forms of names, in the order in which parts stand, with the
// bytes that one may have. Within a kind names only rise, so none comes twice.
var kinds = []struct {
	form *regexp.Regexp
	most int64
}{
	{regexp.MustCompile(`^about\.json$`), 1 << 20},
	{regexp.MustCompile(`^secret\.key$`), 1 << 12},
	{regexp.MustCompile(`^audit-heads\.txt$`), 1 << 30},
	{regexp.MustCompile(`^tls/[a-z0-9]+[a-z0-9.-]*$`), 1 << 20},
	{regexp.MustCompile(`^tables/[a-z0-9_]{1,64}/[0-9]{8}$`), 1 << 28},
	{regexp.MustCompile(`^media/[0-9a-f]{64}$`), 1 << 42},
	{regexp.MustCompile(`^manifest\.json$`), 1 << 24},
}

// nameBytes is the longest name.
const nameBytes = 100

// kindOf returns the place of a part's kind, or an error for a name or size
// that no backup has.
func kindOf(name string, size int64) (int, error) {
	if strings.Contains(name, "..") {
		return 0, fmt.Errorf("%w: it holds a part named %.120q, which leads elsewhere", ErrDamaged, name)
	}
	for i, k := range kinds {
		if !k.form.MatchString(name) {
			continue
		}
		if size < 0 || size > k.most {
			return 0, fmt.Errorf("%w: part %s says it has %d bytes", ErrDamaged, name, size)
		}
		return i, nil
	}
	return 0, fmt.Errorf("%w: it holds a part named %.120q, which no backup has", ErrDamaged, name)
}

// order checks that parts come as they must.
type order struct {
	kind int
	name string
}

func (o *order) next(name string, size int64) error {
	kind, err := kindOf(name, size)
	if err != nil {
		return err
	}
	if o.name != "" && (kind < o.kind || (kind == o.kind && name <= o.name)) {
		return fmt.Errorf("%w: part %s comes twice or after %s", ErrDamaged, name, o.name)
	}
	o.kind, o.name = kind, name
	return nil
}

// TablePart names the part of a table's rows; number counts all of the table's parts from 1.
func TablePart(table string, number int) string { return fmt.Sprintf("tables/%s/%08d", table, number) }

// TableOf returns the table whose rows a part holds; ok is false for other parts.
func TableOf(name string) (table string, ok bool) {
	rest, ok := strings.CutPrefix(name, "tables/")
	table, _, _ = strings.Cut(rest, "/")
	return table, ok
}

// MediaPart names the part that is a file with this SHA-256.
func MediaPart(sha256 string) string { return "media/" + sha256 }

// MediaOf returns the SHA-256 of the file that a part is; ok is false for other parts.
func MediaOf(name string) (sha256 string, ok bool) { return strings.CutPrefix(name, "media/") }
