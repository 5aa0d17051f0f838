import { parse, type DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { assertShape, SHAPE_LIMITS } from '../limits/document-shape.ts';

const CACHE_SIZE = 1_000;
const CACHE_CHARACTERS = 8_388_608;

/** Parses documents and holds them to the limits of shape; each text once, and before anything dearer is done with it. */
export class DocumentParser {
  private readonly documents = new LRUCache<string, DocumentNode>({
    max: CACHE_SIZE,
    maxSize: CACHE_CHARACTERS,
    sizeCalculation: (_document, text) => text.length + 1,
  });

  /** Throws a GraphQL error for what does not parse, and one with the code DOCUMENT_TOO_LARGE for what breaks a limit of shape. */
  parse(text: string): DocumentNode {
    const known = this.documents.get(text);
    if (known) return known;
    const document = parse(text, { maxTokens: SHAPE_LIMITS.tokens });
    assertShape(document);
    this.documents.set(text, document);
    return document;
  }
}
