import { describe, expect, it } from 'vitest';
import { actWords, entityWords } from './trail';

/** The program's own text: whatever kind of record it writes into the trail stands in it by name. */
const sources = import.meta.glob<string>(['../../../../internal/*/*.go', '!**/*_test.go'], { query: '?raw', import: 'default', eager: true });
const program = Object.values(sources).join('\n');

const namesIn = (...forms: RegExp[]): Set<string> => new Set(forms.flatMap((form) => [...program.matchAll(form)].map((match) => match[1] ?? '')));

describe('the words of the audit trail', () => {
  it('name every kind of record that the program writes', () => {
    const written = namesIn(
      /\bEntity:\s*"([a-z_-]+)"/g,
      /\b\w*[eE]ntity\s*=\s*"([a-z_-]+)"/g,
      /\{audit\.\w+,\s*"([a-z_-]+)"\}/g,
      /"[a-z-]+":\s*"(patient|encounter|lab|album|file|bill|payment|promissory_note)"/g,
    );
    expect(written.size).toBeGreaterThan(20);
    // Open pages are told of media; the trail is not.
    expect([...written].filter((entity) => entity !== 'media' && entityWords[entity] === undefined)).toEqual([]);
  });

  it('offer only acts that the program writes', () => {
    expect(Object.keys(actWords).filter((act) => !program.includes(`"${act}"`))).toEqual([]);
  });
});
