// Package bench measures Talaan as its users meet it: through HTTP, on SQLite,
// with the commits on disk. README.md says how to run it and what it gave.
package bench

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"talaan/internal/billing"
	"talaan/internal/encounter"
	"talaan/internal/httpapi"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
	"talaan/internal/ward"
)

// patients is how many the hospital of the benchmarks has in its register.
const patients = 20_000

var (
	families = []string{"Dela Cruz", "Santos", "Reyes", "Garcia", "Mendoza", "Bautista", "Villanueva", "Peña", "Ramos", "Aquino"}
	given    = []string{"Maria", "Jose", "Juan", "Angelica", "Mark", "Corazon", "Joshua", "Lourdes", "Emmanuel", "Kristine", "Rodel"}
)

// hospital has 20,000 patients: 200 cases wait, 2,000 are outpatients with a
// bill and two charges, the others were cancelled.
func hospital(b *testing.B) (h *talaantest.Hospital, bills []int64) {
	b.Helper()
	h = talaantest.New(b, sqldb.SQLite)
	service := h.Service("Consultation", "500.00")
	doctor := h.User("doctor").ID
	const perTx = 1000
	for n := 0; n < patients; n += perTx {
		talaantest.Must(b, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
			for i := n; i < n+perTx; i++ {
				e, err := checkIn(ctx, tx, h, i)
				if err != nil {
					return err
				}
				switch {
				case i%100 == 0:
				case i%10 == 1:
					id, err := begin(ctx, tx, h, e, doctor, service)
					if err != nil {
						return err
					}
					bills = append(bills, id)
				default:
					if _, err := h.Encounters.Cancel(ctx, tx, e, "Left"); err != nil {
						return err
					}
				}
			}
			return nil
		}))
	}
	return h, bills
}

func checkIn(ctx context.Context, tx *sqldb.Tx, h *talaantest.Hospital, i int) (int64, error) {
	p, err := h.Patients.Add(ctx, tx, patient.PatientFields{
		FamilyName: families[i%len(families)], GivenName: given[i/7%len(given)], MiddleName: families[i/3%len(families)],
		DateOfBirth: time.Date(1940+i%80, time.Month(1+i%12), 1+i%28, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), Phone: fmt.Sprintf("0917%07d", i), Sex: "Female",
	}, true)
	if err != nil {
		return 0, err
	}
	e, err := h.Encounters.CheckIn(ctx, tx, p.ID, &httpapi.Draft[encounter.EncounterFields]{})
	return e.ID, err
}

func begin(ctx context.Context, tx *sqldb.Tx, h *talaantest.Hospital, id, doctor, service int64) (int64, error) {
	c := encounter.Confirmation{Decision: encounter.DecideOutpatient, AttendingPhysicianID: &doctor, PrincipalDiagnosis: "Cough", ICDCode: "J18.9"}
	if _, err := h.Encounters.Confirm(ctx, tx, id, c); err != nil {
		return 0, err
	}
	a, err := h.Encounters.Finalize(ctx, tx, id, encounter.Finalization{})
	if err != nil {
		return 0, err
	}
	for range 2 {
		if _, err := h.Billing.AddService(ctx, tx, a.Bill.ID, service, 1); err != nil {
			return 0, err
		}
	}
	return a.Bill.ID, nil
}

var (
	once   sync.Once
	shared *talaantest.Hospital
	bills  []int64
)

// BenchmarkHTTP measures the acts of a counter, one client at a time, over HTTP.
func BenchmarkHTTP(b *testing.B) {
	once.Do(func() { shared, bills = hospital(b) })
	h := shared
	desk, doctor, teller := h.Client("receptionist"), h.Client("doctor"), h.Client("teller")
	open := doctor.Get("/encounters?status=Outpatient&limit=1").Expect(http.StatusOK)
	caseID, billID := open.Int("items.0.id"), open.Int("items.0.bill_id")

	var n atomic.Int64
	b.Run("check-in", func(b *testing.B) {
		for b.Loop() {
			desk.Post("/check-ins", map[string]any{
				"patient":   map[string]any{"family_name": "Bagong Dating", "given_name": fmt.Sprintf("Pasyente %d", n.Add(1)), "date_of_birth": "1990-01-02", "phone": fmt.Sprintf("0918%07d", n.Load())},
				"encounter": map[string]any{"reason_for_visit": "Fever", "intent": "Outpatient"},
			}).Expect(http.StatusCreated)
		}
	})
	b.Run("case-page", func(b *testing.B) { // everything the page asks for when it opens
		for b.Loop() {
			doctor.Get(fmt.Sprintf("/encounters/%d", caseID)).Expect(http.StatusOK)
			doctor.Get(fmt.Sprintf("/encounters/%d/vitals", caseID)).Expect(http.StatusOK)
			doctor.Get(fmt.Sprintf("/encounters/%d/notes", caseID)).Expect(http.StatusOK)
			doctor.Get(fmt.Sprintf("/encounters/%d/stays", caseID)).Expect(http.StatusOK)
			doctor.Get(fmt.Sprintf("/bills/%d", billID)).Expect(http.StatusOK)
		}
	})
	b.Run("queue-page", func(b *testing.B) {
		for b.Loop() {
			doctor.Get("/encounters?status=Pending&limit=50").Expect(http.StatusOK)
		}
	})
	b.Run("find-patient", func(b *testing.B) {
		for b.Loop() {
			desk.Get("/patients?q=dela+cruz+maria&limit=10").Expect(http.StatusOK)
		}
	})
	b.Run("payment", func(b *testing.B) {
		for b.Loop() {
			id := bills[n.Add(1)%int64(len(bills))]
			teller.Post(fmt.Sprintf("/bills/%d/payments", id), map[string]any{"amount": "1.00", "tendered": "20.00"}).Expect(http.StatusCreated)
		}
	})
}

// BenchmarkTick measures one tick of the bed meter over 10,000 open stays, all
// of which owe another hour.
func BenchmarkTick(b *testing.B) {
	const stays = 10_000
	h := talaantest.New(b, sqldb.SQLite)
	doctor := h.User("doctor").ID
	talaantest.Must(b, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
		room, err := ward.Rooms.Create(ctx, tx, ward.RoomFields{Name: "Field hospital", HourlyRate: 30_00})
		if err != nil {
			return err
		}
		for i := range stays {
			bed, err := ward.Beds.Create(ctx, tx, ward.BedFields{RoomID: room.ID, Number: fmt.Sprintf("F-%d", i)})
			if err != nil {
				return err
			}
			e, err := checkIn(ctx, tx, h, i)
			if err != nil {
				return err
			}
			if _, err := h.Encounters.Confirm(ctx, tx, e, encounter.Confirmation{Decision: encounter.DecideInpatient, AttendingPhysicianID: &doctor, PrincipalDiagnosis: "Dengue", ICDCode: "A97.1"}); err != nil {
				return err
			}
			if _, err := h.Encounters.Finalize(ctx, tx, e, encounter.Finalization{BedID: &bed.ID}); err != nil {
				return err
			}
		}
		return nil
	}))
	for b.Loop() {
		h.Clock.Advance(time.Hour)
		talaantest.Must(b, h.Billing.Tick(b.Context()))
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/tick")
}

// BenchmarkUnits measures the meter itself.
func BenchmarkUnits(b *testing.B) {
	start := talaantest.Start
	for b.Loop() {
		billing.Units(start, start.Add(26*time.Hour+time.Second), time.Hour)
	}
}
