import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage } from '@/test/render';
import { Connection } from './Connection';

const off = { tls: 'off', fingerprint: '', authority_ends_at: null, certificate_ends_at: null, names: [] } as const;

describe('the connection', () => {
  it('says how to encrypt it', () => {
    renderPage(<Connection transport={{ ...off, names: [] }} />);
    expect(screen.getByText(/Not encrypted.*--tls auto/)).toBeInTheDocument();
  });

  it('shows the fingerprint that a new station compares', () => {
    renderPage(<Connection transport={{ tls: 'auto', fingerprint: 'AB:CD', authority_ends_at: '2036-06-14T02:00:00Z', certificate_ends_at: '2027-07-16T02:00:00Z', names: ['records.local'] }} />);
    expect(screen.getByText('AB:CD')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'How a station trusts it' })).toHaveAttribute('href', '/trust');
    expect(screen.getByText(/renewed by itself/)).toBeInTheDocument();
  });

  it('tells to replace a certificate from outside', () => {
    renderPage(<Connection transport={{ tls: 'own', fingerprint: '', authority_ends_at: null, certificate_ends_at: '2027-07-16T02:00:00Z', names: [] }} />);
    expect(screen.getByText(/replace its files before/)).toBeInTheDocument();
    expect(screen.queryByRole('link')).toBeNull();
  });
});
