import { Link } from '@tanstack/react-router';
import classes from './Records.module.css';

/** The patient whose record a row is about. */
export function PatientLink({ patient }: { patient: { id: number; name: string; code: string } }) {
  return (
    <span className={classes.patient}>
      <Link to="/patients/$patientId" params={{ patientId: String(patient.id) }}>
        {patient.name}
      </Link>
      <span className="code soft">{patient.code}</span>
    </span>
  );
}
