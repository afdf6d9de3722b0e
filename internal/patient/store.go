package patient

import (
	"context"
	"slices"
	"strings"

	"talaan/internal/code"
	"talaan/internal/fold"
	"talaan/internal/sqldb"
)

var (
	columns      = sqldb.Columns[Patient]("")
	briefColumns = sqldb.Columns[Brief]("")
)

func selectPatient(ctx context.Context, tx *sqldb.Tx, id int64) (Patient, error) {
	return sqldb.One[Patient](ctx, tx, `SELECT `+columns+` FROM patients WHERE id = ?`, id)
}

func selectBriefs(ctx context.Context, tx *sqldb.Tx, ids []int64) ([]Brief, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	return sqldb.All[Brief](ctx, tx, `SELECT `+briefColumns+` FROM patients WHERE id IN (`+sqldb.In(len(ids))+`)`, sqldb.Args(ids)...)
}

func selectResembling(ctx context.Context, tx *sqldb.Tx, nameKey, born, phone string) ([]Patient, error) {
	return sqldb.All[Patient](ctx, tx, `SELECT `+columns+` FROM patients
		WHERE name_key = ? AND status <> 'Deleted'
		AND ((date_of_birth <> '' AND date_of_birth = ?) OR (phone_key <> '' AND phone_key = ?))
		ORDER BY id DESC LIMIT 10`, nameKey, born, phone)
}

// wordRow is one word by which a patient is found.
type wordRow struct {
	Word      string `db:"word"`
	PatientID int64  `db:"patient_id"`
}

func insertWords(ctx context.Context, tx *sqldb.Tx, id int64, words []string) error {
	rows := []wordRow{}
	for _, w := range indexed(words) {
		rows = append(rows, wordRow{w, id})
	}
	return sqldb.InsertAll(ctx, tx, "patient_words", rows)
}

// indexed returns the words as they stand in the index, each once.
func indexed(words []string) []string {
	cut := make([]string, len(words))
	for i, w := range words {
		cut[i] = trimWord(w)
	}
	return slices.Compact(slices.Sorted(slices.Values(cut)))
}

// wordLength is the longest indexed word, in bytes.
const wordLength = 60

func trimWord(w string) string {
	if len(w) <= wordLength {
		return w
	}
	return strings.ToValidUTF8(w[:wordLength], "")
}

func replaceWords(ctx context.Context, tx *sqldb.Tx, id int64, words []string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM patient_words WHERE patient_id = ?`, id); err != nil {
		return err
	}
	return insertWords(ctx, tx, id, words)
}

// selectMatching looks q up as a code, as a phone number, and as name words.
func selectMatching(ctx context.Context, tx *sqldb.Tx, q string, limit int) ([]int64, error) {
	if c := strings.ToUpper(strings.TrimSpace(q)); len(c) == code.PatientLength && strings.Trim(c, code.Alphabet) == "" {
		ids, err := sqldb.All[int64](ctx, tx, `SELECT id FROM patients WHERE code = ?`, c)
		if err != nil || len(ids) > 0 {
			return ids, err
		}
	}
	if d := fold.Digits(q); len(d) >= 7 {
		return sqldb.All[int64](ctx, tx, `SELECT id FROM patients WHERE phone_key = ? ORDER BY id DESC LIMIT ?`, d, limit)
	}
	words := fold.Words(q)
	if len(words) == 0 {
		return []int64{}, nil
	}
	// The longest word is the rarest; the others only confirm.
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	query := `SELECT DISTINCT w.patient_id FROM patient_words w WHERE w.word >= ? AND w.word < ?`
	args := wordRange(words[0])
	for _, w := range words[1:] {
		query += ` AND EXISTS (SELECT 1 FROM patient_words v WHERE v.patient_id = w.patient_id AND v.word >= ? AND v.word < ?)`
		args = append(args, wordRange(w)...)
	}
	return sqldb.All[int64](ctx, tx, query+` ORDER BY w.patient_id DESC LIMIT ?`, append(args, limit)...)
}

// wordRange bounds the words that begin with w. U+10FFFF sorts after every letter.
func wordRange(w string) []any {
	w = trimWord(w)
	return []any{w, w + "\U0010FFFF"}
}

// listQuery chooses patients for the list.
type listQuery struct {
	ids      []int64 // only these, when not nil
	status   string
	archived bool
	beforeID int64
	limit    int
}

func selectList(ctx context.Context, tx *sqldb.Tx, q listQuery) ([]Patient, error) {
	where, args := "1 = 1", []any{}
	if q.ids != nil {
		where += " AND id IN (" + sqldb.In(len(q.ids)) + ")"
		args = sqldb.Args(q.ids)
	}
	if q.status != "" {
		where += " AND status = ?"
		args = append(args, q.status)
	} else {
		where += " AND status <> 'Deleted'"
	}
	if !q.archived {
		where += " AND archived = 0"
	}
	if q.beforeID != 0 {
		where += " AND id < ?"
		args = append(args, q.beforeID)
	}
	return sqldb.All[Patient](ctx, tx, `SELECT `+columns+` FROM patients WHERE `+where+` ORDER BY id DESC LIMIT ?`, append(args, q.limit)...)
}
