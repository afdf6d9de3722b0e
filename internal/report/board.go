package report

import (
	"context"
	"time"

	"talaan/internal/authz"
	"talaan/internal/billing"
	"talaan/internal/encounter"
	"talaan/internal/money"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/ward"
)

// Board is the ward board: rooms, their beds, and who lies in them.
type Board struct {
	Rooms []BoardRoom `json:"rooms"`
}

// BoardRoom is a room on the board.
type BoardRoom struct {
	ID         int64          `json:"id"`
	Name       string         `json:"name"`
	Ward       string         `json:"ward"`
	HourlyRate money.Centavos `json:"hourly_rate"`
	Beds       []BoardBed     `json:"beds"`
}

// BoardBed is a bed on the board.
type BoardBed struct {
	ID       int64     `json:"id"`
	Number   string    `json:"number"`
	Status   string    `json:"status" enum:"Ready,Cleaning,Out_of_Service"`
	Free     bool      `json:"free"`
	Occupant *Occupant `json:"occupant" doc:"Who lies in it; null when nobody does"`
}

// Occupant is a patient in a bed.
type Occupant struct {
	EncounterID            int64           `json:"encounter_id"`
	CaseNumber             string          `json:"case_number"`
	Patient                patient.Brief   `json:"patient"`
	Since                  time.Time       `json:"since" doc:"When the stay in this bed began"`
	AttendingPhysicianName string          `json:"attending_physician_name"`
	DepartmentName         string          `json:"department_name"`
	Rate                   money.Centavos  `json:"rate"`
	BillID                 *int64          `json:"bill_id"`
	RunningTotal           *money.Centavos `json:"running_total,omitempty" doc:"Charges so far, for those who may see bills"`
}

// Board returns the ward board as it stands.
func (r *Reports) Board(ctx context.Context, tx *sqldb.Tx) (Board, error) {
	beds, err := ward.BedViews(ctx, tx, 0, false)
	if err != nil {
		return Board{}, err
	}
	rooms, err := ward.Rooms.List(ctx, tx)
	if err != nil {
		return Board{}, err
	}
	occupants, err := r.occupants(ctx, tx)
	if err != nil {
		return Board{}, err
	}
	board := Board{Rooms: make([]BoardRoom, len(rooms))}
	at := make(map[int64]int, len(rooms))
	for i, room := range rooms {
		board.Rooms[i] = BoardRoom{ID: room.ID, Name: room.Name, Ward: room.Ward, HourlyRate: room.HourlyRate, Beds: []BoardBed{}}
		at[room.ID] = i
	}
	for _, b := range beds {
		room := &board.Rooms[at[b.RoomID]]
		room.Beds = append(room.Beds, BoardBed{ID: b.ID, Number: b.Number, Status: b.Status, Free: b.Free, Occupant: occupants[b.ID]})
	}
	return board, nil
}

// occupants returns who lies where, by bed.
func (r *Reports) occupants(ctx context.Context, tx *sqldb.Tx) (map[int64]*Occupant, error) {
	stays, err := ward.OpenStays(ctx, tx)
	if err != nil {
		return nil, err
	}
	cases, err := r.encounters.InStage(ctx, tx, encounter.Admitted)
	if err != nil {
		return nil, err
	}
	var totals map[int64]money.Centavos
	if authz.From(ctx).Can(authz.BillRead) {
		if totals, err = billing.RunningTotals(ctx, tx); err != nil {
			return nil, err
		}
	}
	out := make(map[int64]*Occupant, len(stays))
	for _, s := range stays {
		e := cases[s.EncounterID]
		o := &Occupant{
			EncounterID: s.EncounterID, CaseNumber: e.CaseNumber, Patient: e.Patient, Since: s.StartedAt, Rate: s.Rate, BillID: &s.BillID,
			AttendingPhysicianName: e.AttendingPhysicianName, DepartmentName: e.DepartmentName,
		}
		if t, ok := totals[s.EncounterID]; ok {
			o.RunningTotal = &t
		}
		out[s.BedID] = o
	}
	return out, nil
}
