import { useEffect, useRef } from 'react';
import { createStore } from '@/api/connection';

export interface Shortcut {
  /** "?" or "g p" (two presses) or "mod+k" (Ctrl, or Command on a Mac). */
  keys: string;
  /** What it does, translated: shown in the list of keys. */
  label: string;
  run: () => void;
  /** Heading in the list of keys; default "This page". */
  group?: string;
}

/** All keys that work at this moment, for the list that `?` shows. */
export const activeShortcuts = createStore<readonly Shortcut[]>([]);

const sequenceMilliseconds = 1200;
let started = '';
let startedAt = 0;

function pressed(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // A switch or a button takes no letters, so the page's keys go on working after it was pressed.
  if (target instanceof HTMLInputElement && ['checkbox', 'radio', 'button', 'submit'].includes(target.type)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) || target.role === 'combobox';
}

/**
 * Finds the shortcut that a key press completes. Exported for its test; `now` in milliseconds.
 * A first press of a sequence is remembered for a little over a second.
 */
export function match(shortcuts: readonly Shortcut[], key: string, now: number): Shortcut | undefined {
  const sequence = started !== '' && now - startedAt < sequenceMilliseconds ? `${started} ${key}` : key;
  started = '';
  const found = shortcuts.findLast((each) => each.keys === sequence) ?? shortcuts.findLast((each) => each.keys === key);
  if (found === undefined && shortcuts.some((each) => each.keys.startsWith(`${key} `))) {
    started = key;
    startedAt = now;
  }
  return found;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.isComposing || event.repeat) return;
  const key = pressed(event);
  const plain = !key.startsWith('mod+');
  // Plain letters belong to whoever is typing, and to an open dialog.
  if (plain && (isTyping(event.target) || document.querySelector('[aria-modal="true"]') !== null)) return;
  const found = match(activeShortcuts.get(), key, Date.now());
  if (found === undefined) return;
  event.preventDefault();
  found.run();
}

/** Keys that work while the calling component is on the screen. They never fire while someone types (except with Ctrl). */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const shape = shortcuts.map((each) => `${each.keys}\n${each.label}`).join('\n');
  useEffect(() => {
    const mine = latest.current.map((each, index) => ({ ...each, run: () => latest.current[index]?.run() }));
    if (activeShortcuts.get().length === 0) document.addEventListener('keydown', onKeyDown);
    activeShortcuts.set([...activeShortcuts.get(), ...mine]);
    return () => {
      activeShortcuts.set(activeShortcuts.get().filter((each) => !mine.some((own) => own === each)));
      if (activeShortcuts.get().length === 0) document.removeEventListener('keydown', onKeyDown);
    };
  }, [shape]);
}
