package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"talaan/internal/billing"
	"talaan/internal/encounter"
	"talaan/internal/httpapi"
	"talaan/internal/money"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/ward"
)

var (
	femaleNames = strings.Fields("Maria Josefa Angelica Kristine Rosalie Jasmine Corazon Althea Bernadette Lourdes Princess Michelle Teresita Divina Joy Aileen Marivic Cherry Remedios Luzviminda")
	maleNames   = strings.Fields("Juan Jose Mark Joshua Rodel Emmanuel Reynaldo Jericho Danilo Christian Eduardo Rafael Jerome Arnel Benigno Francis Noel Gabriel Ferdinand Roderick")
	families    = strings.Fields("Dela_Cruz Garcia Mendoza Torres Castillo Flores Ramos Aquino Navarro Salazar Mercado Aguilar Dizon Tolentino Valdez Marquez Peña Gonzales Del_Rosario Quiambao Macaraeg Batungbakal Ilagan Magsaysay Panganiban")
	places      = []string{"Brgy. San Roque, Marikina City", "Brgy. Poblacion, Lipa City, Batangas", "Brgy. Guadalupe, Cebu City", "Purok 3, Brgy. Matina, Davao City", "Brgy. Bagumbayan, Naga City, Camarines Sur", "Sitio Malinis, Brgy. Tagas, Tabaco City, Albay", "Brgy. Sto. Niño, Quezon City", "Brgy. Balibago, Angeles City, Pampanga"}
)

// illness is a made-up course of a case.
type illness struct {
	reason, complaint, diagnosis, code, department, sex string
	youngest, oldest                                    int
}

var illnesses = []illness{
	{"Ubo at lagnat, 5 days", "Productive cough with fever for five days, worse at night.", "Community-acquired pneumonia, moderate risk", "J18.9", medicine, "", 30, 85},
	{"Chest pain", "Squeezing chest pain on climbing stairs since yesterday.", "Unstable angina", "I20.0", medicine, "", 45, 80},
	{"High blood pressure", "Headache and dizziness; BP at home 180/100.", "Hypertensive urgency", "I10", medicine, "", 40, 75},
	{"Hirap huminga", "Wheezing and shortness of breath after dust exposure.", "Bronchial asthma in acute exacerbation", "J45.9", medicine, "", 18, 60},
	{"Abdominal pain, right side", "Pain moved from the navel to the right lower quadrant over 12 hours.", "Acute appendicitis", "K35.8", "Surgery", "", 12, 50},
	{"Labor pains", "Regular contractions every five minutes, term pregnancy.", "Normal spontaneous delivery at term", "O80", "Obstetrics and Gynecology", "Female", 19, 38},
	{"Pagtatae at pagsusuka", "Loose watery stools eight times since last night, vomiting.", "Acute gastroenteritis with moderate dehydration", "A09", "Pediatrics", "", 1, 11},
	{"Fall from motorcycle", "Swollen, painful right forearm after a fall.", "Closed fracture of the forearm", "S52.9", "Orthopedics", "", 18, 55},
	{"Fever with rashes", "High fever for four days, body aches, petechiae on the arms.", "Dengue fever with warning signs", "A97.1", medicine, "", 14, 45},
	{"Sugar check-up", "Increased thirst and weight loss over two months.", "Type 2 diabetes mellitus, uncontrolled", "E11.9", medicine, "", 40, 70},
}

// course says how far a case has come, and how it went.
type course struct {
	stage encounter.Status
	back  bool           // was sent back once, or is back now
	paid  money.Centavos // of the final bill; -1 for all
	final bool

	promised bool // a promissory note covers the balance
}

var courses = func() []course {
	var list []course
	add := func(n int, c course) {
		for range n {
			list = append(list, c)
		}
	}
	add(12, course{stage: encounter.Admitted})
	add(5, course{stage: encounter.Outpatient})
	add(5, course{stage: encounter.Discharged, final: true, paid: -1})
	add(2, course{stage: encounter.Discharged, final: true, paid: 200000})
	add(1, course{stage: encounter.Discharged, final: true})
	add(1, course{stage: encounter.Discharged, final: true, promised: true})
	add(2, course{stage: encounter.Discharged})
	add(2, course{stage: encounter.Cancelled})
	add(5, course{stage: encounter.ReadyForCoding})
	add(1, course{stage: encounter.Pending, back: true})
	add(8, course{stage: encounter.Pending})
	return list
}()

// plan lays out every case as events in time.
func (m *maker) plan(now time.Time) {
	for i, c := range courses {
		ill := illnesses[(i*3+i/7)%len(illnesses)]
		k := &caseMaker{maker: m, ill: ill, course: c, number: i, now: now}
		switch c.stage {
		case encounter.Pending:
			k.waiting(now.Add(-time.Duration(6+i%9*11) * time.Minute))
		case encounter.ReadyForCoding:
			k.coding(now.Add(-time.Duration(60+i%5*17) * time.Minute))
		case encounter.Cancelled:
			k.cancelled(now.Add(-time.Duration(20+i) * time.Hour))
		case encounter.Admitted, encounter.Outpatient:
			k.inCare(now.Add(-time.Duration(3+(i*7)%70)*time.Hour-time.Duration(i*13%60)*time.Minute), c.stage == encounter.Admitted)
		case encounter.Discharged:
			k.gone(now.Add(-time.Duration(40+(i*11)%90) * time.Hour))
		}
	}
}

// caseMaker makes one case.
type caseMaker struct {
	*maker
	ill    illness
	course course
	number int
	now    time.Time // the end of the story

	encounterID, billID, doctorID int64
}

func (k *caseMaker) at(t time.Time, do func(context.Context) error) {
	k.events = append(k.events, event{t, func(ctx context.Context) error {
		if err := do(ctx); err != nil {
			return fmt.Errorf("made-up case %d: %w", k.number, err)
		}
		return nil
	}})
}

func (k *caseMaker) waiting(t time.Time) {
	k.at(t, k.checkIn)
	if k.course.back {
		k.at(t.Add(time.Minute), k.examine)
		k.at(t.Add(2*time.Minute), k.confirm(true))
		k.at(t.Add(4*time.Minute), k.sendBack)
		return
	}
	if k.number%2 == 0 {
		k.at(t.Add(3*time.Minute), k.vitals)
	}
	if k.number%3 == 0 {
		k.order(t.Add(4*time.Minute), order{test: "Complete blood count", service: "Complete blood count", note: k.ill.reason, urgent: k.number%2 == 0})
	}
}

func (k *caseMaker) coding(t time.Time) {
	k.at(t, k.checkIn)
	k.at(t.Add(6*time.Minute), k.vitals)
	k.at(t.Add(12*time.Minute), k.examine)
	k.at(t.Add(20*time.Minute), k.confirm(k.number%3 != 0))
}

func (k *caseMaker) cancelled(t time.Time) {
	k.at(t, k.checkIn)
	k.at(t.Add(25*time.Minute), func(ctx context.Context) error {
		return k.act(k.as(ctx, "reception"), func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := k.Encounters.Cancel(ctx, tx, k.encounterID, "Patient left before being seen.")
			return err
		})
	})
}

func (k *caseMaker) inCare(t time.Time, inpatient bool) {
	k.at(t, k.checkIn)
	k.at(t.Add(7*time.Minute), k.vitals)
	k.at(t.Add(15*time.Minute), k.examine)
	k.at(t.Add(22*time.Minute), k.confirm(inpatient))
	k.at(t.Add(40*time.Minute), k.finalize(inpatient))
	if inpatient && k.number%3 == 0 {
		k.at(t.Add(50*time.Minute), k.deposit)
	}
	k.at(t.Add(65*time.Minute), k.serve)
	k.at(t.Add(80*time.Minute), k.cover(inpatient))
	k.at(t.Add(95*time.Minute), k.note)
	k.at(t.Add(130*time.Minute), k.vitals)
	k.tests(t.Add(26 * time.Minute))
	if k.course.stage == encounter.Admitted {
		k.later(t.Add(3 * time.Hour))
	}
}

func (k *caseMaker) gone(t time.Time) {
	inpatient := k.number%4 != 0
	k.inCare(t, inpatient)
	left := t.Add(time.Duration(9+k.number%20) * time.Hour)
	k.at(left, k.discharge)
	if k.course.final {
		k.at(left.Add(30*time.Minute), k.issue)
	}
	if k.course.paid != 0 {
		k.at(left.Add(45*time.Minute), k.pay)
	}
	if k.course.promised {
		k.at(left.Add(50*time.Minute), k.promise)
	}
}

func (k *caseMaker) person() patient.PatientFields {
	n := k.number
	sex := k.ill.sex
	if sex == "" {
		sex = []string{"Male", "Female"}[n%2]
	}
	given := maleNames[(n*7)%len(maleNames)]
	if sex == "Female" {
		given = femaleNames[(n*7)%len(femaleNames)]
	}
	age := k.ill.youngest + (n*13)%(k.ill.oldest-k.ill.youngest+1)
	born := k.clock.Now().AddDate(-age, -(n*5)%12, -(n*17)%28)
	f := patient.PatientFields{
		HasHMO: k.hmo() != "", HMOName: k.hmo(), HMONumber: k.hmoNumber(),
		FamilyName: strings.ReplaceAll(families[n%len(families)], "_", " "), GivenName: given, MiddleName: strings.ReplaceAll(families[(n*3+5)%len(families)], "_", " "),
		DateOfBirth: born.Format(time.DateOnly), Sex: sex, CivilStatus: []string{"Single", "Married", "Married", "Widowed"}[n%4], Address: places[n%len(places)],
		Nationality: "Filipino", Religion: []string{"Roman Catholic", "Iglesia ni Cristo", "Islam", "Born Again Christian"}[n%4],
		Phone: fmt.Sprintf("0917 %03d %04d", 200+n*7%800, 1000+n*379%9000), EmergencyContactName: femaleNames[(n*11)%len(femaleNames)] + " " + strings.ReplaceAll(families[n%len(families)], "_", " "),
		EmergencyContactPhone: fmt.Sprintf("0928 %03d %04d", 300+n*3%700, 1000+n*731%9000), SocialInsurance: []string{"SSS", "", "GSIS", ""}[n%4],
	}
	if age < 18 {
		f.CivilStatus = "Single"
		f.MotherName = f.EmergencyContactName
	}
	if n%3 != 0 {
		f.HasPhilHealth, f.PhilHealthNumber, f.PhilHealthMembership = true, fmt.Sprintf("12-%09d-%d", 20000000+n*7654321%900000000, n%10), "Employed"
	}
	if age >= 60 {
		f.SeniorID, f.PhilHealthMembership = fmt.Sprintf("OSCA-%05d", 1000+n*77), "Senior Citizen"
	}
	return f
}

func (k *caseMaker) checkIn(ctx context.Context) error {
	return k.act(k.as(ctx, "reception"), func(ctx context.Context, tx *sqldb.Tx) error {
		p, err := k.Patients.Add(ctx, tx, k.person(), false)
		if err != nil {
			return err
		}
		reg := encounter.Registration{
			ReasonForVisit: k.ill.reason, Intent: []string{"Undecided", "Inpatient", "Outpatient"}[k.number%3],
			TypeOfAdmission: []string{"Emergency", "New", "OPD"}[k.number%3], VisitType: []string{"New", "Old/Former", "OPD"}[k.number%3],
		}
		e, err := k.Encounters.CheckIn(ctx, tx, p.ID, &httpapi.Draft[encounter.EncounterFields]{Fields: encounter.EncounterFields{Registration: reg}})
		k.encounterID = e.ID
		if err != nil || k.number%5 != 0 {
			return err
		}
		_, err = k.Patients.AddHistory(k.as(ctx, "nurse"), tx, p.ID, patient.HistoryFields{Kind: "Allergy", Description: []string{"Penicillin", "Shrimp", "Aspirin"}[k.number%3]})
		return err
	})
}

func (k *caseMaker) vitals(ctx context.Context) error {
	n := k.number + k.rand.IntN(5)
	temp, systolic, diastolic := 36.4+float64(n%28)/10, int64(104+n*7%60), int64(64+n*5%28)
	pulse, breaths, oxygen := int64(64+n*9%50), int64(14+n%12), int64(93+n%7)
	weight := 48 + float64(n*3%40)
	return k.act(k.as(ctx, "nurse"), func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := k.Encounters.AddVitals(ctx, tx, k.encounterID, encounter.VitalsFields{
			TemperatureC: &temp, Systolic: &systolic, Diastolic: &diastolic, Pulse: &pulse, Respiration: &breaths, SpO2: &oxygen, WeightKg: &weight,
		})
		return err
	})
}

// examine is the nurse's and the doctor's part of the chart.
func (k *caseMaker) examine(ctx context.Context) error {
	parts := []struct{ who, body string }{
		{"nurse", fmt.Sprintf(`{"main_complaint": %q, "current_condition": "Awake, coherent, in mild distress"}`, k.ill.complaint)},
		{"doctor", `{"clinical_findings": "Findings as expected for the working diagnosis; no red flags at this time.", "treatment_plan": "Hydrate, monitor vital signs every four hours, treat as ordered."}`},
	}
	for _, p := range parts {
		var patch httpapi.Patch[encounter.EncounterFields]
		if err := patch.UnmarshalJSON([]byte(p.body)); err != nil {
			return err
		}
		if err := k.act(k.as(ctx, p.who), func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := k.Encounters.Change(ctx, tx, k.encounterID, &patch)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

func (k *caseMaker) confirm(inpatient bool) func(context.Context) error {
	return func(ctx context.Context) error {
		doctors := k.doctors[k.ill.department]
		k.doctorID = doctors[k.number%len(doctors)]
		c := encounter.Confirmation{Decision: encounter.DecideOutpatient, AttendingPhysicianID: &k.doctorID, PrincipalDiagnosis: k.ill.diagnosis, ICDCode: k.ill.code}
		if inpatient {
			c.Decision = encounter.DecideInpatient
		}
		return k.act(k.as(ctx, "doctor"), func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := k.Encounters.Confirm(ctx, tx, k.encounterID, c)
			return err
		})
	}
}

func (k *caseMaker) sendBack(ctx context.Context) error {
	return k.act(k.as(ctx, "coder"), func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := k.Encounters.SendBack(ctx, tx, k.encounterID, "The diagnosis and the ICD-10 code do not fit each other. Please check.")
		return err
	})
}

func (k *caseMaker) finalize(inpatient bool) func(context.Context) error {
	return func(ctx context.Context) error {
		return k.act(k.as(ctx, "coder"), func(ctx context.Context, tx *sqldb.Tx) error {
			f := encounter.Finalization{}
			if inpatient {
				beds, err := ward.BedViews(ctx, tx, k.rooms[k.number%len(k.rooms)], true)
				if err == nil && len(beds) == 0 {
					beds, err = ward.BedViews(ctx, tx, 0, true)
				}
				if err != nil {
					return err
				}
				f.BedID = &beds[k.number%len(beds)].ID
			}
			a, err := k.Encounters.Finalize(ctx, tx, k.encounterID, f)
			k.billID = a.Bill.ID
			return err
		})
	}
}

func (k *caseMaker) serve(ctx context.Context) error {
	return k.act(k.as(ctx, "nurse"), func(ctx context.Context, tx *sqldb.Tx) error {
		for i := range 2 + k.number%3 {
			if _, err := k.Billing.AddService(ctx, tx, k.billID, k.services[(k.number*5+i*3)%len(k.services)], int64(1+i%2)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (k *caseMaker) note(ctx context.Context) error {
	return k.act(k.as(ctx, "nurse"), func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := k.Encounters.AddNote(ctx, tx, k.encounterID, encounter.NoteFields{Body: "Resting comfortably. Took medicines as ordered. Watcher at bedside."})
		return err
	})
}

func (k *caseMaker) discharge(ctx context.Context) error {
	return k.act(k.as(ctx, "doctor"), func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := k.Encounters.Discharge(ctx, tx, k.encounterID, encounter.Ending{Disposition: "Discharged", Result: []string{"Recovered", "Improved"}[k.number%2], FinalDiagnosis: k.ill.diagnosis})
		return err
	})
}

func (k *caseMaker) issue(ctx context.Context) error {
	return k.act(k.as(ctx, "teller"), func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := k.Billing.Finalize(ctx, tx, k.billID)
		return err
	})
}

func (k *caseMaker) pay(ctx context.Context) error {
	return k.act(k.as(ctx, "teller"), func(ctx context.Context, tx *sqldb.Tx) error {
		b, err := k.Billing.Get(ctx, tx, k.billID)
		if err != nil || b.Balance <= 0 {
			return err
		}
		amount := k.course.paid
		if amount < 0 || amount > b.Balance {
			amount = b.Balance
		}
		_, err = k.Billing.Pay(ctx, tx, k.billID, billing.Cash{Amount: amount, Tendered: roundUp(amount)})
		return err
	})
}

func (k *caseMaker) deposit(ctx context.Context) error {
	return k.act(k.as(ctx, "teller"), func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := k.Billing.Pay(ctx, tx, k.billID, billing.Cash{Amount: 1000_00, Tendered: 1000_00})
		return err
	})
}

func (k *caseMaker) promise(ctx context.Context) error {
	return k.act(k.as(ctx, "teller"), func(ctx context.Context, tx *sqldb.Tx) error {
		b, err := k.Billing.Get(ctx, tx, k.billID)
		if err != nil || b.Balance <= 0 {
			return err
		}
		_, err = k.Billing.Promise(ctx, tx, k.billID, billing.PromissoryFields{
			DueDate: tx.Now.AddDate(0, 0, 15).Format(time.DateOnly), MakerName: b.Patient.Name, MakerContact: "0917 555 0142",
			CoMakerName: "Josefa Mercado", CoMakerAddress: places[0], CoMakerContact: "0928 555 0117", Reason: "Waits for the salary of the 15th.",
		})
		return err
	})
}

// roundUp is the next hundred pesos, as notes are handed over.
func roundUp(c money.Centavos) money.Centavos {
	const hundred = 100_00
	return (c + hundred - 1) / hundred * hundred
}
