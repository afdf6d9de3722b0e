import { getRouteApi } from '@tanstack/react-router';
import { type QueueKind, QueuePage } from './QueuePage';

const pending: QueueKind = {
  status: 'Pending',
  title: 'Pending',
  about: 'Checked in and waiting for a doctor.',
  since: 'Waiting',
  empty: 'Nobody is waiting',
  waits: true,
};

const coding: QueueKind = {
  status: 'Ready_for_Coding',
  title: 'Ready for coding',
  about: 'Confirmed by a doctor; the code is to be verified and the case finalised.',
  since: 'Waiting',
  empty: 'Nothing waits for coding',
  waits: true,
};

const outpatients: QueueKind = {
  status: 'Outpatient',
  title: 'Outpatients',
  about: 'In care without a bed.',
  since: 'In care for',
  empty: 'No outpatient is in care',
  waits: false,
};

const admitted: QueueKind = {
  status: 'Admitted',
  title: 'Admitted',
  about: 'In hospital, in a bed.',
  since: 'In hospital for',
  empty: 'Nobody is admitted',
  waits: false,
};

const pendingApi = getRouteApi('/wide/queues/pending');
const codingApi = getRouteApi('/wide/queues/coding');
const outpatientsApi = getRouteApi('/wide/queues/outpatients');
const admittedApi = getRouteApi('/wide/queues/admitted');

export function PendingPage() {
  const navigate = pendingApi.useNavigate();
  return <QueuePage kind={pending} search={pendingApi.useSearch()} onSearch={(search) => void navigate({ search, replace: true })} />;
}

export function CodingPage() {
  const navigate = codingApi.useNavigate();
  return <QueuePage kind={coding} search={codingApi.useSearch()} onSearch={(search) => void navigate({ search, replace: true })} />;
}

export function OutpatientsPage() {
  const navigate = outpatientsApi.useNavigate();
  return <QueuePage kind={outpatients} search={outpatientsApi.useSearch()} onSearch={(search) => void navigate({ search, replace: true })} />;
}

export function AdmittedPage() {
  const navigate = admittedApi.useNavigate();
  return <QueuePage kind={admitted} search={admittedApi.useSearch()} onSearch={(search) => void navigate({ search, replace: true })} />;
}
