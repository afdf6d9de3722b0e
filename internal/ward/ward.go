// Package ward holds rooms, their beds, and the stays of patients in them. The
// database itself refuses a second patient in a bed.
package ward

import (
	"context"
	"time"

	"talaan/internal/authz"
	"talaan/internal/catalog"
	"talaan/internal/errs"
	"talaan/internal/fold"
	"talaan/internal/money"
	"talaan/internal/sqldb"
)

// RoomFields are what a client may write of a room.
type RoomFields struct {
	Name       string         `json:"name" db:"name" need:"create" minLength:"1" maxLength:"80" doc:"Unique name, like 3A"`
	Ward       string         `json:"ward" db:"ward" maxLength:"80" doc:"The part of the house it lies in, like Surgical Ward"`
	HourlyRate money.Centavos `json:"hourly_rate" db:"hourly_rate" need:"create" doc:"Price of a bed of this room for one begun billing unit, normally an hour"`
}

// Room is a room with its rate. A changed rate holds for stays that begin later.
type Room struct {
	catalog.Head
	RoomFields

	NameKey string `json:"-" db:"name_key"`
}

// Bed statuses.
const (
	Ready        = "Ready"
	Cleaning     = "Cleaning"
	OutOfService = "Out_of_Service"
)

// BedFields are what a client may write of a bed.
type BedFields struct {
	RoomID int64  `json:"room_id" db:"room_id" need:"create" minimum:"1"`
	Number string `json:"number" db:"number" need:"create" minLength:"1" maxLength:"20" doc:"Unique in the hospital, like 3A-2"`
	Status string `json:"status" db:"status" enum:"Ready,Cleaning,Out_of_Service" doc:"Only a Ready bed can be assigned; Ready when not sent"`
}

// Bed is a bed of a room.
type Bed struct {
	catalog.Head
	BedFields
}

// Rooms is the list of rooms.
var Rooms = &catalog.Catalog[Room, RoomFields, *Room]{
	Table: "rooms", Entity: "room", Noun: "room", Path: "/rooms", Order: "name_key",
	Read: authz.WardRead, Write: authz.RoomWrite,
	Fields: func(r *Room) *RoomFields { return &r.RoomFields },
	Label:  func(r *Room) string { return "Room " + r.Name },
	Taken: func(r *Room) error {
		return errs.Conflictf("There is already a room of this name.").At("name", "%s exists", r.Name)
	},
	Check: func(r *Room) error {
		if r.NameKey = fold.Key(r.Name); r.NameKey == "" {
			return errs.InvalidField("name", "must have a letter or digit")
		}
		return nil
	},
}

// Beds is the list of beds.
var Beds = &catalog.Catalog[Bed, BedFields, *Bed]{
	Table: "beds", Entity: "bed", Noun: "bed", Path: "/beds", Order: "number",
	Read: authz.WardRead, Write: authz.RoomWrite,
	Fields: func(b *Bed) *BedFields { return &b.BedFields },
	Label:  func(b *Bed) string { return "Bed " + b.Number },
	Taken: func(b *Bed) error {
		return errs.Conflictf("There is already a bed of this number.").At("number", "%s exists", b.Number)
	},
	Check: func(b *Bed) error {
		if b.Status == "" {
			b.Status = Ready
		}
		return nil
	},
}

func init() { Beds.Before = checkBed } // breaks the initialisation cycle

// checkBed refuses a bed in no room, and keeps an occupied bed as it is.
func checkBed(ctx context.Context, tx *sqldb.Tx, b *Bed) error {
	rooms, err := Rooms.Where(ctx, tx, "id = ?", b.RoomID)
	if err != nil {
		return err
	}
	if len(rooms) == 0 {
		return errs.InvalidField("room_id", "there is no room %d", b.RoomID)
	}
	if b.ID == 0 {
		return nil
	}
	old, err := Beds.Get(ctx, tx, b.ID)
	if err != nil {
		return err
	}
	taken, err := occupied(ctx, tx, b.ID)
	if err == nil && taken && (old.RoomID != b.RoomID || old.Status != b.Status) {
		return errs.Conflictf("A patient lies in bed %s. Transfer or discharge the patient first.", old.Number)
	}
	return err
}

// Stay is one case in one bed, from a moment to a moment.
type Stay struct {
	ID          int64          `json:"id" db:"id"`
	EncounterID int64          `json:"encounter_id" db:"encounter_id"`
	BillID      int64          `json:"bill_id" db:"bill_id"`
	BedID       int64          `json:"bed_id" db:"bed_id"`
	BedNumber   string         `json:"bed_number"`
	RoomName    string         `json:"room_name"`
	Rate        money.Centavos `json:"rate" db:"rate" doc:"The room's rate when the stay began; later changes do not touch it"`
	StartedAt   time.Time      `json:"started_at" db:"started_at"`
	EndedAt     *time.Time     `json:"ended_at" db:"ended_at" doc:"Null while the patient lies there"`

	OpenBedID       *int64 `json:"-" db:"open_bed_id"`
	OpenEncounterID *int64 `json:"-" db:"open_encounter_id"`
	StartedBy       int64  `json:"-" db:"started_by"`
	EndedBy         *int64 `json:"-" db:"ended_by"`
}

// end closes the stay at now, or at its start when the clock has stepped back.
func (s *Stay) end(now time.Time, by int64) {
	if now.Before(s.StartedAt) {
		now = s.StartedAt
	}
	s.EndedAt, s.EndedBy = &now, &by
	s.OpenBedID, s.OpenEncounterID = nil, nil
}
