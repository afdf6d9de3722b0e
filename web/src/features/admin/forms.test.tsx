import { screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Me } from '@/lib/permissions';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { AddBedsForm } from './AddBedsForm';
import { DepartmentForm } from './DepartmentForm';
import { FilesForm } from './FilesPage';
import type { BedView, Department, MediaSettings, Room, Service, User } from './queries';
import { ServiceForm } from './ServiceForm';
import { UserForm } from './UserForm';

const me: Me = {
  id: 6,
  user_id: 'admin',
  name: 'Carmela Soriano',
  roles: ['Admin'],
  permissions: ['service:write', 'user:write', 'department:write', 'room:write'],
  department: null,
};
const nothing = vi.fn();
const xray: Service = {
  id: 3,
  version: 1,
  code: 'RAD-001',
  name: 'Chest X-ray',
  category: 'Laboratory and diagnostic',
  price: '120.00',
  vat_treatment: 'Exempt',
  active: true,
};
const carmela: User = {
  id: 6,
  version: 4,
  user_id: 'admin',
  given_name: 'Carmela',
  family_name: 'Soriano',
  name: 'Carmela Soriano',
  email: '',
  phone: '',
  specialisation: '',
  department_id: null,
  roles: ['Admin'],
  permissions: [],
  active: true,
  created_at: '2026-11-16T18:23:46.591Z',
  middle_name: '',
  address: '',
  birth_date: '',
  must_change_password: false,
  second_factor_at: null,
  photo_id: null,
};
const medicine: Department = { id: 1, version: 1, name: 'Internal Medicine', description: '', is_default: true };
const room: Room = { id: 1, version: 1, name: '3A', ward: '', hourly_rate: '30.00' };
const bed: BedView = { id: 1, version: 1, number: '3A-1', room_id: 1, room_name: '3A', ward: '', hourly_rate: '30.00', status: 'Ready', occupied: false, free: true };

describe('a price', () => {
  it('is read as people write it and sent exactly', async () => {
    const sent = answerWith({ 'POST /api/v1/services': () => Response.json({ ...xray, id: 9 }, { status: 201 }) });
    const done = vi.fn();
    const { user } = renderPage(<ServiceForm record={null} onDone={done} onCancel={nothing} />, { me });
    await user.type(await screen.findByRole('textbox', { name: /^Name/ }), 'CT scan');
    await user.type(screen.getByRole('textbox', { name: /^Price of one/ }), '₱4,500.5');
    await user.click(screen.getByRole('button', { name: 'Add' }));
    await vi.waitFor(() => expect(done).toHaveBeenCalled());
    expect(sent).toMatchObject([{ method: 'POST', body: { name: 'CT scan', price: '4500.50', category: 'Others', active: true } }]);
    expect(sent[0]?.idempotencyKey).not.toBeNull();
  });

  it('that is none is refused beside the field, and what was typed stays', async () => {
    const sent = answerWith({});
    const { user } = renderPage(<ServiceForm record={null} onDone={nothing} onCancel={nothing} />, { me });
    await user.type(await screen.findByRole('textbox', { name: /^Name/ }), 'CT scan');
    await user.type(screen.getByRole('textbox', { name: /^Price of one/ }), '12.345{Enter}');
    expect(await screen.findByText('Enter an amount like 120 or 1,234.50')).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: /^Price of one/ })).toHaveValue('12.345');
    expect(sent).toEqual([]);
  });
});

describe('a record that someone else changed', () => {
  it('shows both values and saves the one chosen', async () => {
    const now = { ...xray, version: 2, price: '130.00', name: 'Chest X-ray, one view' };
    const sent = answerWith({
      'GET /api/v1/services/3': now,
      'PATCH /api/v1/services/3': async (request) => {
        const body: unknown = await request.json();
        return JSON.stringify(body).includes('"version":2')
          ? Response.json({ ...now, version: 3 })
          : problemResponse(409, 'Someone else changed this record meanwhile.', [{ location: 'body.version', message: 'is old' }]);
      },
    });
    const done = vi.fn();
    const { user } = renderPage(<ServiceForm record={xray} onDone={done} onCancel={nothing} />, { me });
    const price = await screen.findByRole('textbox', { name: /^Price of one/ });
    await user.clear(price);
    await user.type(price, '150');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    const choice = await screen.findByRole('radiogroup', { name: 'Price' });
    expect(within(choice).getByRole('radio', { name: 'On record now: ₱130.00' })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
    await user.click(within(choice).getByRole('radio', { name: 'Mine: ₱150.00' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await vi.waitFor(() => expect(done).toHaveBeenCalled());
    expect(sent.findLast((each) => each.method === 'PATCH')?.body).toEqual({ price: '150.00', version: 2 });
  });
});

describe('users', () => {
  it('says that the last Admin stays one, and keeps what was chosen', async () => {
    answerWith({
      'GET /api/v1/roles': { items: [], next: null },
      'PATCH /api/v1/users/6': () => problemResponse(409, 'Carmela Soriano is the last Admin. Make someone else an Admin first.'),
    });
    const { user } = renderPage(<UserForm record={carmela} departments={[medicine]} onDone={nothing} onCancel={nothing} />, { me });
    await user.click(await screen.findByRole('checkbox', { name: 'Nurse' }));
    await user.click(screen.getByRole('checkbox', { name: 'Admin' }));
    expect(screen.getByText('This is you')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Carmela Soriano is the last Admin. Make someone else an Admin first.')).toBeInTheDocument();
    expect(screen.getByRole('checkbox', { name: 'Nurse' })).toBeChecked();
    expect(screen.getByRole('checkbox', { name: 'Admin' })).not.toBeChecked();
  });

  it('need a user id, a role and a password of ten characters', async () => {
    const sent = answerWith({ 'GET /api/v1/roles': { items: [], next: null } });
    const { user } = renderPage(<UserForm record={null} departments={[medicine]} onDone={nothing} onCancel={nothing} />, { me });
    await user.type(await screen.findByLabelText(/^Password/), 'short');
    await user.click(screen.getByRole('button', { name: 'Add' }));
    expect(await screen.findByText('Enter the user id')).toBeInTheDocument();
    expect(screen.getByText('Choose at least one role')).toBeInTheDocument();
    expect(screen.getByText('At least 10 characters; this has 5')).toBeInTheDocument();
    expect(sent.filter((each) => each.method === 'POST')).toEqual([]);
  });
});

describe('departments', () => {
  it('keep one default: it is neither unmarked nor deleted', async () => {
    answerWith({});
    renderPage(<DepartmentForm record={medicine} onDone={nothing} onCancel={nothing} />, { me });
    expect(await screen.findByRole('checkbox', { name: 'Default department' })).toBeDisabled();
    expect(screen.queryByRole('button', { name: 'Delete' })).not.toBeInTheDocument();
  });

  it('explain why one in use is not deleted', async () => {
    answerWith({ 'DELETE /api/v1/departments/3': () => problemResponse(409, 'Surgery is in use and cannot be deleted.') });
    const surgery = { ...medicine, id: 3, name: 'Surgery', is_default: false };
    const { user } = renderPage(<DepartmentForm record={surgery} onDone={nothing} onCancel={nothing} />, { me });
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete Surgery?' });
    await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('Surgery is in use and cannot be deleted.');
    expect(dialog).toHaveTextContent('Move its users and ICD mappings to another department first.');
  });
});

describe('adding beds', () => {
  it('makes each of a row once', async () => {
    const sent = answerWith({ 'POST /api/v1/beds': () => Response.json({ id: 5, version: 1, room_id: 1, number: 'x', status: 'Ready' }, { status: 201 }) });
    const done = vi.fn();
    const { user } = renderPage(<AddBedsForm room={room} beds={[bed]} onDone={done} />, { me });
    const field = await screen.findByRole('textbox', { name: /^Numbers/ });
    expect(field).toHaveValue('3A-2 to 3A-3');
    await user.click(screen.getByRole('button', { name: 'Add 2 beds' }));
    await vi.waitFor(() => expect(done).toHaveBeenCalled());
    expect(sent.map((each) => each.body)).toEqual([
      { room_id: 1, number: '3A-2', status: 'Ready' },
      { room_id: 1, number: '3A-3', status: 'Ready' },
    ]);
    expect(new Set(sent.map((each) => each.idempotencyKey)).size).toBe(2);
  });

  it('leaves what failed in the field, and says what was made', async () => {
    answerWith({
      'POST /api/v1/beds': async (request) => {
        const body: unknown = await request.json();
        return JSON.stringify(body).includes('3A-3')
          ? problemResponse(409, 'There is already a bed of this number.', [{ location: 'body.number', message: '3A-3 exists' }])
          : Response.json({ id: 5, version: 1, room_id: 1, number: '3A-2', status: 'Ready' }, { status: 201 });
      },
    });
    const { user } = renderPage(<AddBedsForm room={room} beds={[bed]} onDone={nothing} />, { me });
    await user.click(await screen.findByRole('button', { name: 'Add 2 beds' }));
    expect(await screen.findByText('1 bed was added before that: 3A-2')).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: /^Numbers/ })).toHaveValue('3A-3');
    expect(screen.getByText('3A-3 exists')).toBeInTheDocument();
  });

  it('refuses numbers that exist before anything is sent', async () => {
    const sent = answerWith({});
    const { user } = renderPage(<AddBedsForm room={room} beds={[bed]} onDone={nothing} />, { me });
    const field = await screen.findByRole('textbox', { name: /^Numbers/ });
    await user.clear(field);
    await user.type(field, '3a-1 to 3a-2{Enter}');
    expect(await screen.findByText('Bed 3A-1 exists already, in room 3A')).toBeInTheDocument();
    expect(sent).toEqual([]);
  });
});

describe('which files are taken', () => {
  const settings: MediaSettings = { known_types: ['jpg', 'pdf', 'dcm', 'heic'], types: ['jpg', 'pdf'], max_file_mb: 200, max_files: 50, max_megapixels: 50, version: 3 };
  const mayWrite = { ...me, permissions: ['media-settings:write'] };

  it('is saved on the version that was read, only what was changed', async () => {
    const sent = answerWith({ 'PATCH /api/v1/media-settings': { ...settings, max_file_mb: 300, types: ['jpg', 'pdf', 'dcm'], version: 4 } });
    const done = vi.fn();
    const { user } = renderPage(<FilesForm record={settings} onDone={done} />, { me: mayWrite });
    const size = await screen.findByRole('textbox', { name: /^Largest file/ });
    await user.clear(size);
    await user.type(size, '300');
    await user.click(screen.getByRole('checkbox', { name: 'DICOM pictures' }));
    expect(screen.getByRole('checkbox', { name: 'HEIC' }), 'a kind that has no name here').not.toBeChecked();
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await vi.waitFor(() => expect(done).toHaveBeenCalled());
    expect(sent.map((each) => each.body)).toEqual([{ max_file_mb: 300, types: ['jpg', 'pdf', 'dcm'], version: 3 }]);
  });

  it('needs whole numbers within bounds and at least one kind', async () => {
    const sent = answerWith({});
    const { user } = renderPage(<FilesForm record={{ ...settings, types: ['jpg'] }} onDone={nothing} />, { me: mayWrite });
    const files = await screen.findByRole('textbox', { name: /^Files in an album/ });
    await user.clear(files);
    await user.type(files, '501');
    await user.clear(screen.getByRole('textbox', { name: /^Largest picture/ }));
    await user.click(screen.getByRole('checkbox', { name: 'JPEG pictures' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findAllByText('Enter a whole number from 1 to 500')).toHaveLength(2);
    expect(screen.getByText('Choose at least one kind')).toBeInTheDocument();
    expect(files).toHaveValue('501');
    expect(sent).toEqual([]);
  });
});
