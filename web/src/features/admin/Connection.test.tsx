import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage } from '@/test/render';
import { Connection } from './Connection';

const off = { tls: 'off', fingerprint: '', authority_ends_at: null, certificate_ends_at: null, names: [] } as const;

describe('the connection', () => {
  it('says how to encrypt it', async () => {
    renderPage(<Connection transport={{ ...off, names: [] }} />);
    expect(await screen.findByText(/Not encrypted.*--tls auto/)).toBeInTheDocument();
  });

  it('shows the fingerprint that a new station compares', async () => {
    renderPage(<Connection transport={{ tls: 'auto', fingerprint: 'AB:CD', authority_ends_at: '2036-06-14T02:00:00Z', certificate_ends_at: '2027-07-16T02:00:00Z', names: ['records.local'] }} />);
    expect(await screen.findByText('AB:CD')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'How a station trusts it' })).toHaveAttribute('href', '/trust');
    expect(await screen.findByText(/renewed by itself/)).toBeInTheDocument();
  });

  it('tells to replace a certificate from outside', async () => {
    renderPage(<Connection transport={{ tls: 'own', fingerprint: '', authority_ends_at: null, certificate_ends_at: '2027-07-16T02:00:00Z', names: [] }} />);
    expect(await screen.findByText(/replace its files before/)).toBeInTheDocument();
    expect(screen.queryByRole('link')).toBeNull();
  });
});
