import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { notifications } from '@mantine/notifications';
import { afterEach, vi } from 'vitest';

// All files of a worker share one window and the loaded modules, which is three
// times as fast; so what a test leaves behind goes when it ends.
afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
  notifications.clean();
});
// A busy machine needs more than the usual second until an answer is on the page.
configure({ asyncUtilTimeout: 5_000 });

// What jsdom lacks and the component library asks for.
Object.defineProperty(window, 'matchMedia', {
  value: (query: string) => ({
    matches: false,
    media: query,
    onchange: null,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
    dispatchEvent: () => false,
  }),
  configurable: true,
});

class NoResizeObserver implements ResizeObserver {
  observe(): void {
    return;
  }
  unobserve(): void {
    return;
  }
  disconnect(): void {
    return;
  }
}
vi.stubGlobal('ResizeObserver', NoResizeObserver);
HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close = function (this: HTMLDialogElement) {
  this.open = false;
};
Element.prototype.scrollIntoView = () => undefined;
window.scrollTo = () => undefined;
// A text area that grows asks when its font has come.
Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });
