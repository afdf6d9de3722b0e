/** How long after a key, a click or a scroll the page's requests still count as someone's. */
const presentMilliseconds = 60_000;

let lastInput = Date.now();

const note = (): void => {
  lastInput = Date.now();
};
for (const kind of ['keydown', 'pointerdown', 'wheel', 'touchstart']) {
  globalThis.addEventListener(kind, note, { capture: true, passive: true });
}

/** False when nobody has touched this page for a while: what it then asks, it asks by itself. */
export function someonePresent(): boolean {
  return Date.now() - lastInput < presentMilliseconds;
}
