package ward

import (
	"context"

	"talaan/internal/money"
	"talaan/internal/sqldb"
)

type stayRow struct {
	Stay
	BedNumber string `db:"bed_number"`
	RoomName  string `db:"room_name"`
}

func selectStays(ctx context.Context, tx *sqldb.Tx, where string, args ...any) ([]Stay, error) {
	rows, err := sqldb.All[stayRow](ctx, tx, `SELECT `+sqldb.Columns[Stay]("s.")+`, b.number AS bed_number, r.name AS room_name
		FROM stays s JOIN beds b ON b.id = s.bed_id JOIN rooms r ON r.id = b.room_id
		WHERE `+where+` ORDER BY s.id`, args...)
	out := make([]Stay, len(rows))
	for i, r := range rows {
		out[i] = r.Stay
		out[i].BedNumber, out[i].RoomName = r.BedNumber, r.RoomName
	}
	return out, err
}

func occupied(ctx context.Context, tx *sqldb.Tx, bedID int64) (bool, error) {
	ids, err := sqldb.All[int64](ctx, tx, `SELECT id FROM stays WHERE open_bed_id = ?`, bedID)
	return len(ids) > 0, err
}

// BedView is a bed with its room and whether a patient may be put into it.
type BedView struct {
	Bed
	RoomName   string         `json:"room_name" db:"room_name"`
	Ward       string         `json:"ward" db:"ward"`
	HourlyRate money.Centavos `json:"hourly_rate" db:"hourly_rate"`
	Occupied   bool           `json:"occupied" db:"occupied"`
	Free       bool           `json:"free" doc:"Ready and without a patient"`
}

// BedViews returns the beds of a room, or of all rooms when roomID is 0; only
// free ones when asked.
func BedViews(ctx context.Context, tx *sqldb.Tx, roomID int64, onlyFree bool) ([]BedView, error) {
	where, args := "1 = 1", []any{}
	if roomID != 0 {
		where, args = "b.room_id = ?", []any{roomID}
	}
	if onlyFree {
		where += " AND b.status = 'Ready' AND s.id IS NULL"
	}
	rows, err := sqldb.All[BedView](ctx, tx, `SELECT `+sqldb.Columns[Bed]("b.")+`, r.name AS room_name, r.ward AS ward, r.hourly_rate AS hourly_rate,
		CASE WHEN s.id IS NULL THEN 0 ELSE 1 END AS occupied
		FROM beds b JOIN rooms r ON r.id = b.room_id LEFT JOIN stays s ON s.open_bed_id = b.id
		WHERE `+where+` ORDER BY r.name_key, b.number`, args...)
	for i := range rows {
		rows[i].Free = rows[i].Status == Ready && !rows[i].Occupied
	}
	return rows, err
}
