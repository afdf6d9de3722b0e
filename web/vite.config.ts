import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import pdf from 'pdfjs-dist/package.json' with { type: 'json' };
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// While developing, the page is served by Vite and everything else by a running Talaan.
const server = process.env['TALAAN_URL'] ?? 'http://127.0.0.1:8080';

/**
 * What the PDF viewer asks for by name while it reads a document: maps of letters, fonts that a file may leave out,
 * colours of printers, and decoders of scanned pages. They keep their names in a folder that is named after their version.
 */
function pdfParts(): Plugin {
  const from = fileURLToPath(new URL('./node_modules/pdfjs-dist/', import.meta.url));
  const folders = { cmaps: /bcmap$|^LICENSE/, iccs: /./, standard_fonts: /./, wasm: /^(openjpeg|jbig2|qcms_bg)\.wasm$|^LICENSE_(?!.*QUICKJS)/ };
  return {
    name: 'pdf-parts',
    apply: 'build',
    generateBundle() {
      for (const [folder, wanted] of Object.entries(folders)) {
        for (const name of readdirSync(from + folder).filter((each) => wanted.test(each))) {
          this.emitFile({ type: 'asset', fileName: `assets/pdf-${pdf.version}/${folder}/${name}`, source: readFileSync(`${from}${folder}/${name}`) });
        }
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), pdfParts()],
  // The server lets what is in this folder compile WebAssembly, and nothing else.
  worker: { format: 'es', rolldownOptions: { output: { entryFileNames: 'assets/worker/[name]-[hash].js' } } },
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    proxy: {
      '/api': server,
      '/healthz': server,
    },
    // A test holds the page's words to those that the program writes.
    fs: { allow: ['.', '../internal'] },
  },
  build: {
    target: 'es2022',
    // public/.gitkeep is copied into dist, so that the folder the Go program embeds is never missing.
    emptyOutDir: true,
    // No inlined data: URLs for assets: the content security policy stays simple.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The reader of PDFs comes with the first PDF that is opened.
    chunkSizeWarningLimit: 600,
    reportCompressedSize: true,
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['./src/test/setup.ts'],
    restoreMocks: true,
    isolate: false, // see setup.ts
    testTimeout: 30_000, // for a busy machine
    css: false,
  },
});
