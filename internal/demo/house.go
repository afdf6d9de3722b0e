package demo

import (
	"context"
	"fmt"

	"talaan/internal/authz"
	"talaan/internal/billing"
	"talaan/internal/department"
	"talaan/internal/icd"
	"talaan/internal/money"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
	"talaan/internal/ward"
)

type person struct {
	userID, given, family      string
	role                       authz.Role
	department, specialisation string
	shown                      bool // in the printed sign-ins
}

const medicine = "Internal Medicine"

var people = []person{
	{"reception", "Rosario", "Villanueva", authz.Receptionist, "", "", true},
	{"nurse", "Marites", "Pascual", authz.Nurse, "", "", true},
	{"doctor", "Antonio", "Reyes", authz.Doctor, medicine, "Cardiology", true},
	{"coder", "Liza", "Manalo", authz.Coder, "", "", true},
	{"teller", "Ernesto", "Bautista", authz.Teller, "", "", true},
	{"admin", "Carmela", "Soriano", authz.Admin, "", "", true},
	{"dr.lim", "Grace", "Lim", authz.Doctor, "Pediatrics", "Pediatrics", false},
	{"dr.ocampo", "Ramon", "Ocampo", authz.Doctor, "Surgery", "General surgery", false},
	{"dr.santos", "Isabel", "Santos", authz.Doctor, "Obstetrics and Gynecology", "Obstetrics", false},
	{"dr.cruz", "Miguel", "Cruz", authz.Doctor, "Orthopedics", "Orthopedics", false},
	{"dr.tan", "Patricia", "Tan", authz.Doctor, medicine, "Pulmonology", false},
	{"nurse.ana", "Ana", "Domingo", authz.Nurse, "", "", false},
}

var departments = []string{"Pediatrics", "Surgery", "Obstetrics and Gynecology", "Orthopedics"}

var mappings = []struct{ code, department string }{
	{"I", medicine}, {"J", medicine}, {"E", medicine}, {"A", medicine}, {"K35", "Surgery"}, {"K40", "Surgery"}, {"K80", "Surgery"},
	{"O", "Obstetrics and Gynecology"}, {"P", "Pediatrics"}, {"A09", "Pediatrics"}, {"S", "Orthopedics"}, {"M", "Orthopedics"},
}

var rooms = []struct {
	name, ward string
	rate       money.Centavos
	beds       int
}{
	{"Ward 1", "General ward", 3000, 6}, {"Ward 2", "General ward", 3000, 6}, {"201", "Semi-private", 5000, 2}, {"202", "Semi-private", 5000, 2},
	{"301", "Private", 12500, 1}, {"302", "Private", 12500, 1}, {"303", "Private", 12500, 1}, {"ICU", "Intensive care", 25000, 4},
}

// house makes departments, users, rooms, beds and prices.
func (m *maker) house(ctx context.Context) error {
	hash, err := staff.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	return m.act(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		ids, err := makeDepartments(ctx, tx)
		if err != nil {
			return err
		}
		if err := m.staffHouse(ctx, tx, hash, ids); err != nil {
			return err
		}
		for _, s := range services {
			made, err := billing.Services.Create(ctx, tx, billing.ServiceFields{Code: s.code, Name: s.name, Category: s.category, Price: s.price, VATTreatment: s.vat})
			if err != nil {
				return err
			}
			m.services = append(m.services, made.ID)
		}
		if _, err := billing.ImportCaseRates(ctx, tx, billing.ImportInput{CSV: caseRates}); err != nil {
			return err
		}
		return m.makeRooms(ctx, tx)
	})
}

func makeDepartments(ctx context.Context, tx *sqldb.Tx) (map[string]int64, error) {
	ids := map[string]int64{}
	for _, name := range departments {
		if _, err := department.Departments.Create(ctx, tx, department.DepartmentFields{Name: name}); err != nil {
			return nil, err
		}
	}
	all, err := department.Departments.List(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		ids[d.Name] = d.ID
	}
	for _, mp := range mappings {
		if _, err := icd.Mappings.Create(ctx, tx, icd.MappingFields{ICDCode: mp.code, DepartmentID: ids[mp.department]}); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

func (m *maker) makeRooms(ctx context.Context, tx *sqldb.Tx) error {
	for _, r := range rooms {
		room, err := ward.Rooms.Create(ctx, tx, ward.RoomFields{Name: r.name, Ward: r.ward, HourlyRate: r.rate})
		if err != nil {
			return err
		}
		m.rooms = append(m.rooms, room.ID)
		for i := range r.beds {
			bed := ward.BedFields{RoomID: room.ID, Number: fmt.Sprintf("%s-%d", bedPrefix(r.name), i+1), Status: ward.Ready}
			if r.name == "Ward 2" && i == r.beds-1 {
				bed.Status = ward.Cleaning
			}
			if _, err := ward.Beds.Create(ctx, tx, bed); err != nil {
				return err
			}
		}
	}
	return nil
}

func bedPrefix(room string) string {
	if len(room) > 5 && room[:5] == "Ward " {
		return "W" + room[5:]
	}
	return room
}
