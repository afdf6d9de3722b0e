package demo

import (
	"context"
	"fmt"

	"talaan/internal/billing"
	"talaan/internal/money"
	"talaan/internal/sqldb"
)

// service is a line of the price list.
type service struct {
	code, name, category string
	price                money.Centavos
	vat                  string
}

const (
	laboratory = "Laboratory and diagnostic"
	medicines  = "Drugs and medicine"
	supplies   = "Medical supplies"
	theatre    = "Operating room"
)

var services = []service{
	{"PF-001", "Consultation", billing.ProfessionalFee, 50000, billing.VATable},
	{"PF-002", "Follow-up consultation", billing.ProfessionalFee, 35000, billing.VATable},
	{"RAD-001", "Chest X-ray", laboratory, 12000, billing.Exempt},
	{"LAB-001", "Complete blood count", laboratory, 25000, billing.Exempt},
	{"LAB-002", "Urinalysis", laboratory, 8000, billing.Exempt},
	{"LAB-003", "Blood chemistry panel", laboratory, 95000, billing.Exempt},
	{"CAR-001", "Electrocardiogram (12 leads)", laboratory, 30000, billing.Exempt},
	{"RAD-002", "Ultrasound, whole abdomen", laboratory, 120000, billing.Exempt},
	{"LAB-004", "Dengue NS1 antigen", laboratory, 110000, billing.Exempt},
	{"SUP-001", "Nebulisation", supplies, 15000, billing.Exempt},
	{"SUP-002", "IV cannulation set", supplies, 22000, billing.Exempt},
	{"SUP-003", "Oxygen, per hour", supplies, 6000, billing.Exempt},
	{"SUP-004", "Wound dressing", supplies, 18000, billing.Exempt},
	{"OR-001", "Operating room, first hour", theatre, 350000, billing.Exempt},
	{"OR-002", "Delivery room", theatre, 280000, billing.Exempt},
	{"MED-001", "Paracetamol 500 mg tablet", medicines, 250, billing.VATable},
	{"MED-002", "Amoxicillin 500 mg capsule", medicines, 850, billing.VATable},
	{"OTH-001", "Medical certificate", billing.Others, 10000, billing.Exempt},
	{"LAB-005", "Fasting blood sugar", laboratory, 12000, billing.Exempt},
	{"LAB-006", "HbA1c", laboratory, 85000, billing.Exempt},
	{"LAB-007", "Creatinine", laboratory, 18000, billing.Exempt},
	{"LAB-008", "Sodium and potassium", laboratory, 42000, billing.Exempt},
	{"LAB-009", "Faecalysis", laboratory, 7000, billing.Exempt},
	{"LAB-010", "Blood typing", laboratory, 15000, billing.Exempt},
	{"LAB-011", "Troponin I", laboratory, 165000, billing.Exempt},
	{"RAD-003", "Forearm X-ray, two views", laboratory, 16000, billing.Exempt},
	{"RAD-004", "CT scan of the head, plain", laboratory, 550000, billing.Exempt},
	{"MED-003", "Ceftriaxone 1 g vial", medicines, 38000, billing.VATable},
	{"MED-004", "Losartan 50 mg tablet", medicines, 1200, billing.VATable},
	{"MED-005", "Metformin 500 mg tablet", medicines, 400, billing.VATable},
	{"MED-006", "Salbutamol nebule", medicines, 2800, billing.VATable},
	{"MED-007", "Omeprazole 40 mg vial", medicines, 21000, billing.VATable},
	{"MED-008", "Plain normal saline, 1 litre", medicines, 14000, billing.VATable},
	{"MED-009", "Oral rehydration salts, sachet", medicines, 1800, billing.VATable},
	{"SUP-005", "Syringe, 5 ml", supplies, 1500, billing.Exempt},
	{"SUP-006", "Foley catheter set", supplies, 45000, billing.Exempt},
	{"SUP-007", "Fibreglass cast, forearm", supplies, 180000, billing.Exempt},
	{"OR-003", "Operating room, each further hour", theatre, 200000, billing.Exempt},
	{"OR-004", "Recovery room", theatre, 90000, billing.Exempt},
	{"PF-003", "Surgeon's fee", billing.ProfessionalFee, 1680000, billing.VATable},
	{"PF-004", "Anaesthesiologist's fee", billing.ProfessionalFee, 672000, billing.VATable},
	{"PF-005", "Attending physician, per day", billing.ProfessionalFee, 112000, billing.VATable},
	{"OTH-002", "Ambulance, within the city", billing.Others, 150000, billing.Exempt},
}

// caseRates are made up: PhilHealth publishes the real ones.
const caseRates = `code,description,hospital_part,professional_part,effective_from,effective_to
J18.9,"Pneumonia, moderate risk (made up)",14000.00,6000.00,2024-01-01,
I20.0,Unstable angina (made up),9800.00,4200.00,2024-01-01,
I10,Hypertensive urgency (made up),6300.00,2700.00,2024-01-01,
J45.9,Asthma in acute exacerbation (made up),7000.00,3000.00,2024-01-01,
K35.8,Acute appendicitis (made up),16000.00,10000.00,2024-01-01,
O80,Normal delivery (made up),5000.00,3000.00,2024-01-01,
A09,Acute gastroenteritis (made up),4200.00,1800.00,2024-01-01,
S52.9,Fracture of the forearm (made up),7200.00,4800.00,2024-01-01,
A97.1,Dengue with warning signs (made up),11200.00,4800.00,2024-01-01,
E11.9,Type 2 diabetes (made up),5600.00,2400.00,2024-01-01,
`

// hmo is the name of the patient's HMO; every fifth has one.
func (k *caseMaker) hmo() string {
	if k.number%5 != 2 {
		return ""
	}
	return []string{"Kalinga Health Plans", "Bayanihan Care"}[k.number%2]
}

func (k *caseMaker) hmoNumber() string {
	if k.hmo() == "" {
		return ""
	}
	return fmt.Sprintf("HM-%06d", 100000+k.number*379)
}

// attend is the index of the attending physician's fee in services.
const attend = 41

// cover enters what reduces the bill: discount by law, PhilHealth for who is
// in a bed, HMO; and the fee of who attends the patient there.
func (k *caseMaker) cover(inpatient bool) func(context.Context) error {
	return func(ctx context.Context) error {
		return k.act(k.as(ctx, "teller"), func(ctx context.Context, tx *sqldb.Tx) error {
			who := k.person()
			if inpatient {
				if _, err := k.Billing.AddService(ctx, tx, k.billID, k.services[attend], 2); err != nil {
					return err
				}
			}
			if who.SeniorID != "" {
				if _, err := k.Billing.ClaimStatutory(ctx, tx, k.billID, billing.StatutoryClaim{Kind: billing.Senior, IDType: "OSCA ID", IDNumber: who.SeniorID}); err != nil {
					return err
				}
			}
			if inpatient && who.HasPhilHealth && k.number%2 == 0 {
				if err := k.philHealth(ctx, tx, who.PhilHealthNumber, who.SeniorID != ""); err != nil {
					return err
				}
			}
			if !who.HasHMO {
				return nil
			}
			_, err := k.Billing.ClaimHMO(ctx, tx, k.billID, billing.HMOClaim{
				Name: who.HMOName, ApprovalNumber: fmt.Sprintf("LOA-%05d", 20000+k.number*113), ApprovedAmount: money.Centavos(1_500_00 + k.number%4*1_000_00),
			})
			return err
		})
	}
}

// philHealth claims the case rate of the illness; the old have high blood
// pressure besides.
func (k *caseMaker) philHealth(ctx context.Context, tx *sqldb.Tx, member string, old bool) error {
	const hypertension = "I10"
	claim := billing.PhilHealthClaim{MemberNumber: member, FirstCode: k.ill.code}
	if old && k.ill.code != hypertension {
		claim.SecondCode = hypertension
	}
	_, err := k.Billing.ClaimPhilHealth(ctx, tx, k.billID, claim)
	return err
}
