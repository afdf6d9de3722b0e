import { screen } from '@testing-library/react';
import { useLocation } from '@tanstack/react-router';
import { describe, expect, it } from 'vitest';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { SearchField } from './SearchField';

function Where() {
  const { href } = useLocation();
  return <p>at {href}</p>;
}
const page = (
  <>
    <SearchField />
    <Where />
  </>
);

const hits = {
  items: [
    { kind: 'encounter', id: 21, title: 'CN20261123-0004', detail: 'Dela Cruz, Juan' },
    { kind: 'patient', id: 7, title: 'Dela Cruz, Juan', detail: 'K7PQM' },
  ],
  next: null,
};

describe('searching from every page', () => {
  it('asks once after a moment of quiet, and opens by keyboard what is chosen', async () => {
    const sent = answerWith({ 'GET /api/v1/search': hits });
    const { user } = renderPage(page);
    const field = await screen.findByRole('combobox', { name: 'Search' });
    await user.type(field, 'dela cruz');
    expect(await screen.findAllByRole('option')).toHaveLength(2);
    expect(sent).toHaveLength(1);
    expect(field).toHaveAttribute('aria-expanded', 'true');
    await user.keyboard('{ArrowDown}{ArrowDown}');
    const second = screen.getByRole('option', { name: /Patient.*Dela Cruz, Juan/ });
    expect(field.getAttribute('aria-activedescendant')).toBe(second.id);
    await user.keyboard('{Enter}');
    expect(await screen.findByText('at /patients/7')).toBeInTheDocument();
  });

  it('opens what a scanned code names at once, without waiting for the list', async () => {
    answerWith({ 'GET /api/v1/search': { items: [hits.items[1]], next: null } });
    const { user } = renderPage(page);
    await user.type(await screen.findByRole('combobox', { name: 'Search' }), 'K7PQM{Enter}');
    expect(await screen.findByText('at /patients/7')).toBeInTheDocument();
  });

  it('lists everyone who matches when several do', async () => {
    answerWith({ 'GET /api/v1/search': hits });
    const { user } = renderPage(page);
    await user.type(await screen.findByRole('combobox', { name: 'Search' }), 'juan{Enter}');
    expect(await screen.findByText('at /patients?q=juan')).toBeInTheDocument();
  });

  it('says so when nothing is found or the server fails, and keeps what was typed', async () => {
    answerWith({ 'GET /api/v1/search': { items: [], next: null } });
    const { user } = renderPage(page);
    const field = await screen.findByRole('combobox', { name: 'Search' });
    await user.type(field, 'zzz');
    expect(await screen.findByText('Nothing matches “zzz”')).toBeInTheDocument();
    answerWith({ 'GET /api/v1/search': () => problemResponse(400, 'This cannot be searched.') });
    await user.type(field, 'y');
    expect(await screen.findByText('This cannot be searched.')).toBeInTheDocument();
    await user.keyboard('{Escape}');
    expect(field).toHaveValue('zzzy');
  });
});
