import {
  getDocument,
  GlobalWorkerOptions,
  type PDFDocumentLoadingTask,
  type PDFDocumentProxy,
  type PDFPageProxy,
  type RenderTask,
  TextLayer,
  version,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.mjs?worker&url';
import { sessionEnded } from '@/api/connection';
import { asProblem, Problem } from '@/api/problem';
import { contentUrl, readStart } from '../queries';

export type { PDFDocumentProxy, PDFPageProxy, RenderTask };
export { TextLayer };

GlobalWorkerOptions.workerSrc = workerUrl;

/** Where character maps, stand-in fonts and decoders are; see pdfParts in vite.config.ts. */
const parts = import.meta.env.DEV ? '/node_modules/pdfjs-dist/' : `/assets/pdf-${version}/`;

/** Reads the parts of a PDF that are looked at; nothing in it is run. `destroy` it in the end. */
export function openPdf(fileId: number): PDFDocumentLoadingTask {
  return getDocument({
    url: contentUrl(fileId),
    cMapUrl: `${parts}cmaps/`,
    standardFontDataUrl: `${parts}standard_fonts/`,
    iccUrl: `${parts}iccs/`,
    wasmUrl: `${parts}wasm/`,
    enableXfa: false,
    disableAutoFetch: true,
    disableStream: true,
    verbosity: 0,
  });
}

function has<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}

/** What went wrong while a PDF was read, in words. */
function pdfProblem(error: unknown): Problem {
  const name = error instanceof Error ? error.name : '';
  if (name === 'InvalidPDFException') return new Problem(-1, 'This PDF is damaged and cannot be shown. Download it to try another program.');
  if (name === 'PasswordException') return new Problem(-1, 'This PDF asks for a password. Download it to open it in another program.');
  if (name === 'ResponseException') {
    const status = has(error, 'status') && typeof error.status === 'number' ? error.status : 0;
    if (status === 401) sessionEnded.set(true);
    return status === 0 ? Problem.unreachable() : Problem.from(new Response(null, { status }), undefined);
  }
  return error instanceof TypeError ? Problem.unreachable() : new Problem(-1, 'This PDF cannot be shown here. Download it instead.');
}

/** Why a PDF of the server could not be read. A refusal does not come with its words; the first byte of the file is asked for them. */
export async function explainPdf(fileId: number, error: unknown): Promise<Problem> {
  const problem = pdfProblem(error);
  if (problem.status !== 403) return problem;
  try {
    await readStart(fileId, 1, AbortSignal.timeout(10_000));
    return problem;
  } catch (refusal) {
    return asProblem(refusal);
  }
}

/** Phones draw nothing on a canvas with more dots than this. */
const mostDots = 16_000_000;

/** How many dots of the canvas stand for one of the page, sharp and within what a phone can draw. */
export function sharpness(width: number, height: number, devicePixelRatio: number): number {
  return Math.min(devicePixelRatio, Math.sqrt(mostDots / Math.max(1, width * height)));
}
