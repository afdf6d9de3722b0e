"""make.py DIR: fills the old system and lets Django dump it into DIR."""

import datetime
import os
import sys

import django
from django.conf import settings
from django.core.management import call_command

PASSWORD = "lumang-password-7"  # of every user; the test signs in with it


def at(text):
    return datetime.datetime.fromisoformat(text)


def fill():
    from django.core.files.base import ContentFile
    from api import models as m

    children = m.Department.objects.create(name="Pediatrics")
    doctor = m.User.objects.create_user("dr.reyes", password=PASSWORD, first_name="Ana", last_name="Reyes", role="Doctor", department=children)
    teller = m.User.objects.create_user("teller1", password=PASSWORD, first_name="Ben", last_name="Cruz", role="Teller")
    m.IcdToDepartmentMapping.objects.create(icd_code="J", department=children)
    xray = m.Service.objects.create(name="Chest X-ray", cost="120.00")
    room = m.Room.objects.create(name="3A", hourly_rate="30.00")
    beds = [m.Bed.objects.create(number=f"3A-{n}", room=room) for n in (1, 2)]

    def patient(code, name, status, **more):
        common = dict(hospital_case_number=code, first_name=name, last_name="Peña", gender="Female", date_of_birth="1990-02-03", status=status,
                      created_at=at("2026-06-10T08:00:00+08:00"), admission_date=at("2026-06-14T09:00:00+08:00"), chief_complaint="Cough",
                      principal_diagnosis="Pneumonia", icd_code="J18.9", attending_physician=doctor, department=children, **more)
        made = m.Patient.objects.create(**common)
        m.HistoricalPatient.objects.create(**{**common, "status": "Pending"}, id=made.id, history_date=at("2026-06-14T09:00:00+08:00"), history_type="+", history_user=doctor)
        return made

    def bill(patient, code, when, stay=None, hours=0, **more):
        made = m.Billing.objects.create(patient=patient, code=code, created_at=at(when), operator=teller, total_due=str(30 * hours + 120) + ".00", **more)
        for hour in range(hours):
            m.BillingItem.objects.create(billing=made, bed_assignment=stay, unit_price="30.00", created_at=at(when))
        availed = m.PatientService.objects.create(patient=patient, service=xray, cost_at_time="120.00", date_availed=at(when))
        m.BillingItem.objects.create(billing=made, service_availed=availed, unit_price="120.00", created_at=at(when))
        return made

    inpatient = patient("ABCDE", "Maria", "Admitted")
    stay = m.BedAssignment.objects.create(patient=inpatient, bed=beds[0], start_time=at("2026-06-15T07:00:00+08:00"))
    b = bill(inpatient, "ABCDEFGH", "2026-06-15T07:00:00+08:00", stay, 3, status="Unpaid")
    m.BillingOperatorLog.objects.create(billing=b, operator=teller, action="CREATED", timestamp=at("2026-06-15T07:00:00+08:00"))
    lab = m.LaboratoryResult.objects.create(patient=inpatient, test_type="CBC", result_summary="Normal", performed_by=doctor, created_at=at("2026-06-15T08:00:00+08:00"))
    lab.attachment.save("cbc.txt", ContentFile(b"haemoglobin 140"))
    group = m.LabResultFileGroup.objects.create(lab_result=lab, description="Films", uploaded_at=at("2026-06-15T08:30:00+08:00"))
    for n in (1, 2):
        f = m.LabResultFile(uploaded_at=at("2026-06-15T08:30:00+08:00"))
        f.file.save(f"film{n}.txt", ContentFile(f"film {n}".encode()))
        m.LabResultFileInGroup.objects.create(group=group, file=f)
    m.ClinicalNote.objects.create(patient=inpatient, note_type="Nurse", content="Slept well", created_by=doctor, created_at=at("2026-06-15T08:30:00+08:00"))
    m.MedicalHistory.objects.create(patient=inpatient, condition="Asthma", created_at=at("2026-06-15T08:30:00+08:00"))

    debtor = patient("ABCDF", "Rosa", "Discharged", discharge_date=at("2026-06-14T17:00:00+08:00"))
    for n, day in enumerate(("2026-04-14", "2026-05-14", "2026-06-14")):
        bill(debtor, f"BCDEFGH{n + 2}", day + "T10:00:00+08:00", status="Unpaid")
    paid = bill(patient("ABCDG", "Lita", "Outpatient"), "CDEFGHJK", "2026-06-14T10:00:00+08:00", status="Paid")
    m.Payment.objects.create(billing=paid, amount="120.00", receipt_number="OR-1", payment_date=at("2026-06-14T11:00:00+08:00"), received_by=teller)
    patient("ABCDH", "Nena", "Pending")
    m.UserLog.objects.create(user=teller, action="LOGIN", timestamp=at("2026-06-14T09:00:00+08:00"))
    m.BackupHistory.objects.create(file_name="backup.sql", created_at=at("2026-06-14T09:00:00+08:00"))


def main(folder):
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    sys.dont_write_bytecode = True
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "api"], AUTH_USER_MODEL="api.User", USE_TZ=True, TIME_ZONE="Asia/Manila",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(folder, "old.sqlite3")}},
        MEDIA_ROOT=os.path.join(folder, "media"), DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    fill()
    call_command("dumpdata", output=os.path.join(folder, "dump.json"), verbosity=0)


main(sys.argv[1])
