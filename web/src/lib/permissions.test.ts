import { describe, expect, it } from 'vitest';
import { allows } from './permissions';

describe('allows', () => {
  const me = { permissions: ['encounter:admit', 'bill:read'] };

  it('needs one of the permissions asked for', () => {
    expect(allows(me, 'bill:read')).toBe(true);
    expect(allows(me, 'user:write', 'encounter:admit')).toBe(true);
    expect(allows(me, 'user:write')).toBe(false);
  });

  it('allows what needs none, to someone who is signed in', () => {
    expect(allows(me)).toBe(true);
    expect(allows(undefined)).toBe(false);
    expect(allows(undefined, 'bill:read')).toBe(false);
  });
});
