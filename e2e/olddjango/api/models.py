"""The models of the old system, as far as they are known."""

from django.contrib.auth.models import AbstractUser
from django.db import models


def to(name, **more):
    return models.ForeignKey(name, null=True, blank=True, on_delete=models.SET_NULL, **more)


def money():
    return models.DecimalField(max_digits=12, decimal_places=2, default=0)


class Department(models.Model):
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)


class User(AbstractUser):
    role = models.CharField(max_length=30)
    department = to(Department)
    contact_number = models.CharField(max_length=30, blank=True)


class UserImage(models.Model):
    user = to(User)
    image = models.FileField(upload_to="user_images/")
    uploaded_at = models.DateTimeField(auto_now_add=True)


class IcdToDepartmentMapping(models.Model):
    icd_code = models.CharField(max_length=10)
    department = to(Department)


class Case(models.Model):
    """What a patient's row and its history both have."""

    hospital_case_number = models.CharField(max_length=10)
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    date_of_birth = models.DateField(null=True)
    gender = models.CharField(max_length=10)
    status = models.CharField(max_length=30)
    has_philhealth = models.BooleanField(default=False)
    chief_complaint = models.TextField(blank=True)
    principal_diagnosis = models.TextField(blank=True)
    icd_code = models.CharField(max_length=10, blank=True)
    attending_physician = to(User, related_name="+")
    department = to(Department, related_name="+")
    admission_date = models.DateTimeField(null=True)
    discharge_date = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        abstract = True


class Patient(Case):
    pass


class HistoricalPatient(Case):
    id = models.IntegerField()
    history_id = models.AutoField(primary_key=True)
    history_date = models.DateTimeField()
    history_type = models.CharField(max_length=1)
    history_user = to(User, related_name="+")


class LaboratoryResult(models.Model):
    patient = to(Patient)
    test_type = models.CharField(max_length=100)
    result_summary = models.TextField()
    performed_by = to(User)
    attachment = models.FileField(upload_to="lab_results/", null=True, blank=True)
    created_at = models.DateTimeField()


class LabResultFile(models.Model):
    file = models.FileField(upload_to="lab_files/")
    uploaded_at = models.DateTimeField()


class LabResultFileGroup(models.Model):
    lab_result = to(LaboratoryResult)
    description = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField()


class LabResultFileInGroup(models.Model):
    group = to(LabResultFileGroup)
    file = to(LabResultFile)


class Service(models.Model):
    name = models.CharField(max_length=100)
    cost = money()


class PatientService(models.Model):
    patient = to(Patient)
    service = to(Service)
    quantity = models.IntegerField(default=1)
    cost_at_time = money()
    date_availed = models.DateTimeField()


class Room(models.Model):
    name = models.CharField(max_length=50)
    hourly_rate = money()


class Bed(models.Model):
    number = models.CharField(max_length=10)
    room = to(Room)
    is_occupied = models.BooleanField(default=False)


class BedAssignment(models.Model):
    patient = to(Patient)
    bed = to(Bed)
    start_time = models.DateTimeField()
    end_time = models.DateTimeField(null=True)


class Billing(models.Model):
    patient = to(Patient)
    code = models.CharField(max_length=8)
    status = models.CharField(max_length=20)
    total_due = money()
    created_at = models.DateTimeField()
    operator = to(User)


class BillingItem(models.Model):
    billing = to(Billing)
    service_availed = to(PatientService)
    bed_assignment = to(BedAssignment)
    quantity = models.IntegerField(default=1)
    unit_price = money()
    created_at = models.DateTimeField()


class Payment(models.Model):
    billing = to(Billing)
    amount = money()
    receipt_number = models.CharField(max_length=30)
    payment_date = models.DateTimeField()
    received_by = to(User)


class BillingOperatorLog(models.Model):
    billing = to(Billing)
    operator = to(User)
    action = models.CharField(max_length=50)
    timestamp = models.DateTimeField()


class UserLog(models.Model):
    user = to(User)
    action = models.CharField(max_length=50)
    timestamp = models.DateTimeField()


class ClinicalNote(models.Model):
    patient = to(Patient)
    note_type = models.CharField(max_length=20)
    content = models.TextField()
    created_by = to(User)
    created_at = models.DateTimeField()


class MedicalHistory(models.Model):
    patient = to(Patient)
    condition = models.CharField(max_length=100)
    notes = models.TextField(blank=True)
    created_at = models.DateTimeField()


class BackupHistory(models.Model):
    file_name = models.CharField(max_length=100)
    created_at = models.DateTimeField()
