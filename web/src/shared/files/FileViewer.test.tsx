import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { FileViewer, type ViewedFile } from './FileViewer';

function aFile(id: number, name: string, content_type: string, size = 1000): ViewedFile {
  return { id, name, content_type, size, width: 800, height: 600, thumbnail: 'none' };
}

const picture = aFile(1, 'scan.jpg', 'image/jpeg');
const table = aFile(2, 'values.csv', 'text/csv; charset=utf-8');
const text = aFile(3, 'notes.txt', 'text/plain; charset=windows-1252');
const word = aFile(4, 'letter.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document');

function Album({ files }: { files: ViewedFile[] }) {
  const [openedId, setOpenedId] = useState<number | null>(files[0]?.id ?? null);
  return <FileViewer files={files} openedId={openedId} onOpen={setOpenedId} onClose={() => setOpenedId(null)} />;
}

describe('the viewer', () => {
  it('goes through the album, to its ends and no further', async () => {
    answerWith({});
    const { user } = renderPage(<Album files={[picture, word]} />);
    const dialog = await screen.findByRole('dialog', { name: 'File scan.jpg' });
    expect(dialog).toHaveTextContent('1 of 2');
    expect(within(dialog).getByRole('button', { name: 'Previous file' })).toBeDisabled();
    await user.click(within(dialog).getByRole('button', { name: 'Next file' }));
    expect(await screen.findByRole('dialog', { name: 'File letter.docx' })).toHaveTextContent('DOCX files cannot be shown here.');
    expect(screen.getByRole('button', { name: 'Next file' })).toBeDisabled();
    await user.keyboard('{ArrowRight}{ArrowLeft}');
    expect(await screen.findByRole('dialog', { name: 'File scan.jpg' })).toBeInTheDocument();
  });

  it('shows a picture, enlarges and turns it by keys and buttons', async () => {
    answerWith({});
    const { user } = renderPage(<Album files={[picture]} />);
    const image = await screen.findByAltText('scan.jpg');
    expect(image).toHaveAttribute('src', '/api/v1/files/1/content');
    expect(screen.getByLabelText('Loading')).toBeInTheDocument();
    fireEvent.load(image);
    expect(screen.queryByLabelText('Loading')).not.toBeInTheDocument();
    const before = screen.getByText(/^\d+ %$/).textContent;
    await user.keyboard('+');
    expect(screen.getByText(/^\d+ %$/).textContent).not.toBe(before);
    await user.click(screen.getByRole('button', { name: 'Turn' }));
    expect(image.style.transform).toContain('rotate(90deg)');
    await user.keyboard('0');
    expect(screen.getByText(/^\d+ %$/)).toHaveTextContent(before);
  });

  it('says why a picture did not come, and tries again', async () => {
    answerWith({ 'GET /api/v1/files/1/content': () => problemResponse(404, 'There is no such file.') });
    renderPage(<Album files={[picture]} />);
    fireEvent.error(await screen.findByAltText('scan.jpg'));
    expect(await screen.findByRole('alert')).toHaveTextContent('There is no such file.');
  });

  it('shows separated values as a table, some rows at a time', async () => {
    const rows = Array.from({ length: 450 }, (_, index) => `Analyte ${index},"1,${index}"`).join('\n');
    answerWith({ 'GET /api/v1/files/2/content': () => new Response(`Name,Value\n${rows}\n`) });
    const { user } = renderPage(<Album files={[table]} />);
    const shown = await screen.findByRole('table', { name: 'values.csv' });
    expect(within(shown).getAllByRole('columnheader').map((cell) => cell.textContent)).toEqual(['', 'Name', 'Value']);
    expect(within(shown).getByRole('cell', { name: '1,199' })).toBeInTheDocument();
    expect(within(shown).getAllByRole('row')).toHaveLength(201);
    await user.click(screen.getByRole('button', { name: 'Show more' }));
    expect(within(shown).getAllByRole('row')).toHaveLength(401);
    expect(screen.getByText(/50 more lines/)).toBeInTheDocument();
  });

  it('shows a text in its own encoding, and says when it is only the beginning', async () => {
    answerWith({ 'GET /api/v1/files/3/content': () => new Response(new Uint8Array([0x50, 0x65, 0xf1, 0x61])) });
    renderPage(<Album files={[{ ...text, size: 5_000_000 }]} />);
    expect(await screen.findByText('Peña')).toBeInTheDocument();
    expect(screen.getByText(/Only the first 2\.0 MB are shown here/)).toBeInTheDocument();
  });

  it('offers another try when a text does not come', async () => {
    let tries = 0;
    answerWith({
      'GET /api/v1/files/3/content': () => {
        tries += 1;
        return tries === 1 ? problemResponse(503, 'Busy.') : new Response('now');
      },
    });
    const { user } = renderPage(<Album files={[text]} />);
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.getByText('now')).toBeInTheDocument());
  });

  it('downloads what it cannot show', async () => {
    answerWith({});
    renderPage(<Album files={[word]} />);
    const link = await screen.findByRole('link', { name: 'Download, 1000 bytes' });
    expect(link).toHaveAttribute('href', '/api/v1/files/4/content');
    expect(link).toHaveAttribute('download', 'letter.docx');
  });
});
