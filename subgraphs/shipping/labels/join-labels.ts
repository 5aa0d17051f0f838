import type { LabelFormat } from '../carriers/carrier-exchanges.ts';

/** A label as far as joining it with others needs it. */
interface JoinableLabel {
  format: LabelFormat;
  content: Buffer;
}

/**
 * One document of all labels in their order, a page for each: of PDF and ZPL. Undefined for pictures, for labels of different formats, and
 * for a PDF that cannot be read. The same labels make the same bytes.
 */
export async function joinLabels(labels: readonly JoinableLabel[]): Promise<JoinableLabel | undefined> {
  const format = labels[0]?.format;
  if (labels.length < 2 || format === 'PNG' || labels.some((label) => label.format !== format)) return undefined;
  const contents = labels.map(({ content }) => content);
  const content = format === 'ZPL' ? Buffer.concat(contents) : await joinPdfs(contents);
  return content && { format: format!, content };
}

async function joinPdfs(documents: readonly Buffer[]): Promise<Buffer | undefined> {
  const { PDFDocument } = await import('@cantoo/pdf-lib');
  const joined = await PDFDocument.create({ updateMetadata: false });
  try {
    for (const bytes of documents) {
      const document = await PDFDocument.load(bytes, { updateMetadata: false });
      const pages = await joined.copyPages(document, document.getPageIndices());
      for (const page of pages) joined.addPage(page);
    }
    return Buffer.from(await joined.save());
  } catch {
    // What a carrier sends may be anything; each label is kept as it came.
    return undefined;
  }
}
