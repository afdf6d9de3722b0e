import { describe, expect, it } from 'vitest';
import { proposeBeds, readBedNumbers } from './bedNumbers';

describe('reading bed numbers', () => {
  it.each([
    ['3A-1', ['3A-1']],
    ['3A-1, ICU-2;  W 3', ['3A-1', 'ICU-2', 'W 3']],
    ['3A-1 to 3A-4', ['3A-1', '3A-2', '3A-3', '3A-4']],
    ['3a-1 TO 3A-2', ['3a-1', '3a-2']],
    ['3A-9 to 11', ['3A-9', '3A-10', '3A-11']],
    ['ICU-08..ICU-11', ['ICU-08', 'ICU-09', 'ICU-10', 'ICU-11']],
    ['7 – 9', ['7', '8', '9']],
    ['3A-2 to 3A-3, 3A-1 to 3A-2', ['3A-2', '3A-3', '3A-1']],
    ['Tower 1', ['Tower 1']],
  ])('%s', (typed, numbers) => {
    expect(readBedNumbers(typed)).toEqual(numbers);
  });

  it.each([
    ['', 'empty'],
    [' , ', 'empty'],
    ['3A-4 to 3A-1', 'backwards'],
    ['3A-1 to 3B-4', 'unlike'],
    ['3A to 3B', 'unlike'],
    ['1 to 51', 'many'],
    ['1 to 30, 41 to 70', 'many'],
    ['a number of 21 letters', 'long'],
  ])('refuses %j: %s', (typed, fault) => {
    expect(readBedNumbers(typed)).toMatchObject({ fault });
  });
});

describe('proposing the next beds of a room', () => {
  it('goes on after those there are', () => {
    expect(proposeBeds('3A', ['3A-1', '3a-2'], 2)).toBe('3A-3 to 3A-4');
    expect(proposeBeds('Ward 1', [], 1)).toBe('Ward1-1');
  });

  it('proposes what can be read', () => {
    expect(readBedNumbers(proposeBeds('A room with quite a long name', [], 2))).toHaveLength(2);
  });
});
