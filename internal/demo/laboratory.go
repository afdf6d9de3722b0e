package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"talaan/internal/lab"
	"talaan/internal/media"
	"talaan/internal/sqldb"
)

// order is a made-up test: what is asked for and what comes out.
type order struct {
	test, service, note, summary string
	urgent                       bool
	values                       []lab.ValueInput
	album                        string
	files                        []attachment
}

// attachment is a made-up file.
type attachment struct {
	name string
	make func(number int) ([]byte, error)
}

// How long after it was asked for a test is begun, and done.
const (
	untilStart = 30 * time.Minute
	untilDone  = 75 * time.Minute
)

// order lays a test out; what would come after the end of the story does not.
func (k *caseMaker) order(asked time.Time, o order) {
	var id int64
	k.at(asked, func(ctx context.Context) error {
		return k.act(k.as(ctx, "doctor"), func(ctx context.Context, tx *sqldb.Tx) error {
			l, err := k.Laboratory.Request(ctx, tx, k.encounterID, lab.RequestFields{TestType: o.test, RequestNote: o.note, Urgent: o.urgent, ServiceID: k.serviceID(o.service)})
			id = l.ID
			return err
		})
	})
	if asked.Add(untilStart).Before(k.now) {
		k.at(asked.Add(untilStart), func(ctx context.Context) error {
			return k.act(k.as(ctx, "nurse.ana"), func(ctx context.Context, tx *sqldb.Tx) error {
				_, err := k.Laboratory.Start(ctx, tx, id)
				return err
			})
		})
	}
	if asked.Add(untilDone).Before(k.now) {
		k.at(asked.Add(untilDone), func(ctx context.Context) error {
			err := k.act(k.as(ctx, "nurse.ana"), func(ctx context.Context, tx *sqldb.Tx) error {
				_, err := k.Laboratory.Complete(ctx, tx, id, lab.Completion{ResultSummary: o.summary, Values: o.values})
				return err
			})
			if err != nil || len(o.files) == 0 {
				return err
			}
			return k.attach(k.as(ctx, "nurse.ana"), id, o)
		})
	}
}

// attach adds the album of a result.
func (k *caseMaker) attach(ctx context.Context, labID int64, o order) (err error) {
	var settings media.Settings
	if err := k.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		settings, err = media.LoadSettings(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	var staged []*media.Staged
	defer func() {
		for _, s := range staged {
			err = errors.Join(err, s.Close())
		}
	}()
	for _, f := range o.files {
		content, err := f.make(k.number)
		if err != nil {
			return err
		}
		s, err := k.Media.Stage(ctx, bytes.NewReader(content), f.name, settings.Limits())
		if err != nil {
			return err
		}
		staged = append(staged, s)
	}
	return k.act(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := k.Laboratory.AddAlbum(ctx, tx, labID, o.album, staged)
		return err
	})
}

// serviceID finds a service by its name; nil when there is none.
func (m *maker) serviceID(name string) *int64 {
	for i, s := range services {
		if s.name == name {
			return &m.services[i]
		}
	}
	return nil
}

// tests are what a doctor asks for at first, by the illness.
func (k *caseMaker) tests(t time.Time) {
	for i, o := range k.orders() {
		k.order(t.Add(time.Duration(i)*2*time.Minute), o)
	}
}

func (k *caseMaker) orders() []order {
	switch k.ill.code {
	case "J18.9", "J45.9":
		return []order{k.bloodCount(13.4, 240), k.chestXRay()}
	case "I20.0", "I10":
		return []order{k.electrocardiogram(), k.chemistry()}
	case "K35.8":
		return []order{k.bloodCount(16.8, 260), k.urinalysis()}
	case "A97.1":
		return []order{dengue(), k.bloodCount(3.1, 96)}
	case "E11.9":
		return []order{k.sugar(0)}
	case "S52.9":
		return []order{k.forearm()}
	}
	return []order{k.urinalysis()}
}

// later are the tests of the following days, and what waits for the laboratory now.
func (k *caseMaker) later(from time.Time) {
	for day := 1; ; day++ {
		t := from.Add(time.Duration(day) * 12 * time.Hour)
		if !t.Add(untilDone).Before(k.now) {
			break
		}
		switch k.ill.code {
		case "E11.9":
			k.order(t, k.sugar(day))
		case "A97.1", "J18.9":
			k.order(t, k.bloodCount(max(3.1+float64(day), 13.4-float64(2*day)), 96+int64(day*24)))
		}
	}
	now := k.now
	switch k.number % 5 {
	case 0:
		k.order(now.Add(-12*time.Minute), k.bloodCount(0, 0))
	case 1:
		k.order(now.Add(-50*time.Minute), k.chemistry())
	case 2:
		o := k.chestXRay()
		o.urgent, o.note = true, "Sudden shortness of breath"
		k.order(now.Add(-8*time.Minute), o)
	case 3:
		k.dropped(now.Add(-90 * time.Minute))
	}
}

// dropped is a request that is not wanted any more.
func (k *caseMaker) dropped(t time.Time) {
	var id int64
	k.at(t, func(ctx context.Context) error {
		return k.act(k.as(ctx, "doctor"), func(ctx context.Context, tx *sqldb.Tx) error {
			l, err := k.Laboratory.Request(ctx, tx, k.encounterID, lab.RequestFields{TestType: "Ultrasound, whole abdomen", ServiceID: k.serviceID("Ultrasound, whole abdomen")})
			id = l.ID
			return err
		})
	})
	k.at(t.Add(20*time.Minute), func(ctx context.Context) error {
		return k.act(k.as(ctx, "doctor"), func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := k.Laboratory.Cancel(ctx, tx, id, "Done at another hospital last week; the film was brought along.")
			return err
		})
	})
}

func amount(format string, v any) string { return fmt.Sprintf(format, v) }

func (k *caseMaker) bloodCount(white float64, platelets int64) order {
	n := float64(k.number % 7)
	return order{
		test: "Complete blood count", service: "Complete blood count", note: k.ill.reason, summary: "See values. Differential count done by hand.",
		values: []lab.ValueInput{
			{Analyte: "Hemoglobin", Value: amount("%.1f", 10.8+n*0.7), Unit: "g/dL", ReferenceRange: "12.0-16.0"},
			{Analyte: "Hematocrit", Value: amount("%.0f", 33+n*2), Unit: "%", ReferenceRange: "37-47"},
			{Analyte: "White blood cells", Value: amount("%.1f", white), Unit: "10^9/L", ReferenceRange: "4.5-11.0"},
			{Analyte: "Neutrophils", Value: amount("%.0f", 55+n*4), Unit: "%", ReferenceRange: "40-70"},
			{Analyte: "Lymphocytes", Value: amount("%.0f", 38-n*3), Unit: "%", ReferenceRange: "20-45"},
			{Analyte: "Platelets", Value: amount("%d", platelets), Unit: "10^9/L", ReferenceRange: "150-450"},
		},
	}
}

func (k *caseMaker) urinalysis() order {
	return order{
		test: "Urinalysis", service: "Urinalysis", summary: "Slightly turbid. No casts, no crystals.",
		values: []lab.ValueInput{
			{Analyte: "Color", Value: "Yellow"}, {Analyte: "pH", Value: "6.0", ReferenceRange: "4.5-8.0"}, {Analyte: "Specific gravity", Value: "1.020", ReferenceRange: "1.005-1.030"},
			{Analyte: "Protein", Value: []string{"Negative", "Trace", "Positive"}[k.number%3], ReferenceRange: "Negative"}, {Analyte: "Glucose", Value: "Negative", ReferenceRange: "Negative"},
			{Analyte: "Pus cells", Value: []string{"2-4", "8-10"}[k.number%2], Unit: "/hpf", ReferenceRange: "0-5"},
		},
	}
}

func (k *caseMaker) chemistry() order {
	n := float64(k.number % 5)
	return order{
		test: "Blood chemistry panel", service: "Blood chemistry panel", summary: "Creatinine to be repeated after hydration.",
		values: []lab.ValueInput{
			{Analyte: "Sodium", Value: amount("%.0f", 134+n*2), Unit: "mmol/L", ReferenceRange: "135-145"},
			{Analyte: "Potassium", Value: amount("%.1f", 3.2+n*0.5), Unit: "mmol/L", ReferenceRange: "3.5 – 5.1"},
			{Analyte: "Creatinine", Value: amount("%.2f", 0.8+n*0.25), Unit: "mg/dL", ReferenceRange: "0.6-1.2"},
			{Analyte: "Total cholesterol", Value: amount("%.0f", 180+n*17), Unit: "mg/dL", ReferenceRange: "<200"},
			{Analyte: "HDL cholesterol", Value: amount("%.0f", 36+n*4), Unit: "mg/dL", ReferenceRange: ">=40"},
			{Analyte: "Troponin I", Value: "<0.01", Unit: "ng/mL", ReferenceRange: "<0.04"},
		},
	}
}

// sugar is a fasting blood sugar that comes down from day to day.
func (k *caseMaker) sugar(day int) order {
	return order{
		test: "Fasting blood sugar", note: "Before breakfast", summary: "See value.",
		values: []lab.ValueInput{{Analyte: "Glucose, fasting", Value: amount("%.0f", max(104, 262-float64(day)*31+float64(k.number%9))), Unit: "mg/dL", ReferenceRange: "70-100"}},
	}
}

func dengue() order {
	return order{
		test: "Dengue NS1 antigen", service: "Dengue NS1 antigen", urgent: true, summary: "NS1 antigen detected.",
		values: []lab.ValueInput{{Analyte: "Dengue NS1 antigen", Value: "Positive", ReferenceRange: "Negative"}, {Analyte: "Dengue IgM", Value: "Negative", ReferenceRange: "Negative"}},
	}
}

func (k *caseMaker) chestXRay() order {
	return order{
		test: "Chest X-ray", service: "Chest X-ray", note: k.ill.complaint, summary: "Hazy infiltrates in the right lower lung field. Heart not enlarged. Impression: pneumonia, right lower lobe.",
		album: "Chest, front and side", files: []attachment{{"chest-pa.jpg", chest(false)}, {"chest-lateral.jpg", chest(true)}, {"reading.pdf", reading("Chest X-ray", "Hazy infiltrates, right lower lung field.")}},
	}
}

func (k *caseMaker) forearm() order {
	return order{
		test: "X-ray, right forearm", service: "Chest X-ray", summary: "Transverse fracture of the distal radius, minimally displaced.",
		album: "Forearm, two views", files: []attachment{{"forearm-ap.png", bone(false)}, {"forearm-lateral.png", bone(true)}},
	}
}

func (k *caseMaker) electrocardiogram() order {
	return order{
		test: "Electrocardiogram (12 leads)", service: "Electrocardiogram (12 leads)", urgent: k.number%2 == 0, summary: "Sinus rhythm. ST depression in the lateral leads; compare with earlier tracings.",
		album: "Tracing", files: []attachment{{"ecg.png", tracing}, {"ecg-values.csv", tracingValues}},
	}
}
