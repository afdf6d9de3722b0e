package olddjango

import (
	"context"
	"fmt"
	"strings"

	"talaan/internal/audit"
	"talaan/internal/encounter"
	"talaan/internal/patient"
)

// notes imports what was written about a patient, on the case of its time.
func (m *mover) notes(ctx context.Context, c *care) error {
	rows, err := m.dump.children("clinicalnote", c.row.pk)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := m.take(ctx, r, "note", func() (int64, error) {
			body := r.long("body")
			if title := r.text("title", 300); title != "" {
				body = strings.TrimSpace(title + "\n\n" + body)
			}
			if body == "" {
				return 0, fmt.Errorf("it is empty")
			}
			n := encounter.Note{Kind: "General", Body: body, WrittenAt: m.past(r)}
			for _, kind := range []string{"Doctor", "Nurse"} {
				if strings.Contains(letters(r.key("kind")), letters(kind)) || kind == "Nurse" && strings.Contains(letters(r.key("kind")), "nursing") {
					n.Kind = kind
				}
			}
			e, err := m.caseAt(ctx, c, r, n.WrittenAt)
			if err != nil {
				return 0, err
			}
			n.EncounterID = e.id
			if n.WrittenBy, err = m.who(ctx, r, "by"); err != nil {
				return 0, err
			}
			return m.Encounters.TakeOverNote(ctx, m.tx, n, r.origin())
		}); err != nil {
			return err
		}
	}
	return nil
}

// medicalHistory imports conditions, allergies, operations and medicines: one of a
// row, or several that stand in columns of their own.
func (m *mover) medicalHistory(ctx context.Context, c *care) error {
	rows, err := m.dump.children("medicalhistory", c.row.pk)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := m.take(ctx, r, "medical_history", func() (int64, error) {
			by, err := m.who(ctx, r, "by")
			if err != nil {
				return 0, err
			}
			var first int64
			for _, f := range r.historyItems() {
				id, err := patient.TakeOverHistory(ctx, m.tx, patient.HistoryItem{PatientID: c.id, HistoryFields: f, RecordedAt: m.past(r), RecordedBy: by}, r.origin())
				if err != nil {
					return 0, err
				}
				first = max(first, id)
			}
			if first == 0 {
				return 0, fmt.Errorf("it says nothing")
			}
			return first, nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// historyKinds are the kinds of medical history, and how old words for them begin.
var historyKinds = []struct{ kind, word string }{
	{"Allergy", "allerg"}, {"Operation", "operat"}, {"Operation", "surg"}, {"Medicine", "medic"}, {"Medicine", "drug"}, {"Condition", ""},
}

func (r *row) historyItems() []patient.HistoryFields {
	var out []patient.HistoryFields
	details := r.text("details", 2000)
	if d := r.text("description", 300); d != "" || details != "" {
		f := patient.HistoryFields{Description: orElse(d, brief(details)), Details: details}
		for _, k := range historyKinds {
			if word := letters(r.key("kind")); f.Kind == "" && strings.HasPrefix(word, k.word) && word != "medical" && word != "medicalcondition" || k.word == "" && f.Kind == "" {
				f.Kind = k.kind
			}
		}
		out = append(out, f)
	}
	for _, kind := range []string{"Condition", "Allergy", "Operation", "Medicine"} {
		text := r.text(kind, 2000)
		if text == "" {
			continue
		}
		f := patient.HistoryFields{Kind: kind, Description: text}
		if len([]rune(text)) > 300 {
			f.Description, f.Details = string([]rune(text)[:299])+"…", text
		}
		out = append(out, f)
	}
	return out
}

// logs writes the old logs into the audit trail, each line with its old time, and
// its actor as the old system called them.
func (m *mover) logs(ctx context.Context) error {
	if err := m.dump.each("billingoperatorlog", func(r *row) error {
		return m.take(ctx, r, "bill", func() (int64, error) {
			id, ok := m.find("billing", r.key("billing"))
			if !ok {
				return 0, fmt.Errorf("its bill %q was not taken", r.key("billing"))
			}
			return id, m.logLine(ctx, r, "bill", id)
		})
	}); err != nil {
		return err
	}
	return m.dump.each("userlog", func(r *row) error {
		return m.take(ctx, r, "user", func() (int64, error) {
			id, ok := m.named(r, "by")
			if !ok {
				var err error
				if id, err = m.unknownPerson(ctx); err != nil {
					return 0, err
				}
			}
			return id, m.logLine(ctx, r, "user", id)
		})
	})
}

func (m *mover) logLine(ctx context.Context, r *row, entity string, id int64) error {
	what := map[string]string{"old_time": m.when(r, "at").In(m.zone).Format("2006-01-02 15:04:05"), "by": m.nameOf(r, "by"), "action": r.text("action", 500)}
	if details := r.text("details", 2000); details != "" {
		what["details"] = details
	}
	if _, ok := models[r.model].fields["address"]; ok && r.key("address") != "" {
		what["address"] = r.text("address", 60)
	}
	if r.moment("at", m.zone) == nil {
		what["old_time"] = "not kept"
	}
	return audit.Record(ctx, m.tx, audit.Entry{Action: audit.Imported, Entity: entity, ID: id, Reason: r.origin(), After: what})
}

// backups only reports the old backups: their files are of the old system.
func (m *mover) backups(context.Context) error {
	return m.dump.each("backuphistory", func(r *row) error {
		m.Remarks = append(m.Remarks, Remark{OnlyReported, r.model, r.pk, "a backup of the old system (" + brief(r.key("file")) + "); keep the file for as long as the old records must be kept"})
		return nil
	})
}
