import { Problem } from '@/api/problem';

let frame: HTMLIFrameElement | undefined;

function openTab(path: string): void {
  window.open(path, '_blank');
}

/**
 * Prints a PDF of the server: it is loaded into a frame that nobody sees, and the browser asks for the printer. A
 * browser that cannot show a PDF in a frame, or does not let the page print it, opens it in a tab of its own.
 * Throws a Problem when the server has no such paper.
 */
export async function printPaper(path: string): Promise<void> {
  // A frame would print a refusal as readily as the paper.
  const answer = await globalThis.fetch(path, { credentials: 'same-origin' }).catch(() => {
    throw Problem.unreachable();
  });
  if (!answer.ok) throw Problem.from(answer, await answer.json().catch(() => undefined));
  if (!navigator.pdfViewerEnabled) {
    openTab(path);
    return;
  }
  frame?.remove();
  const next = document.createElement('iframe');
  next.title = 'Print';
  next.tabIndex = -1;
  next.setAttribute('aria-hidden', 'true');
  // Some size and a place on the screen: browsers do not load what is not displayed.
  next.style.cssText = 'position:fixed;right:0;bottom:0;width:1px;height:1px;border:0;opacity:0;pointer-events:none';
  next.addEventListener('load', () => {
    try {
      next.contentWindow?.print();
    } catch {
      openTab(path);
    }
  });
  next.src = path;
  document.body.append(next);
  frame = next;
}
