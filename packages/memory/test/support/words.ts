/** A small embedder and a vector search that work, by the words that texts share, and tell what they were asked. */
import type { Embedder, VectorItem, VectorMatch, VectorSearch } from '../../src';

/** As many numbers as words have been seen, at most. */
const DIMENSIONS = 64;

/** Counts words: texts with words in common are near each other. */
export function wordEmbedder(): Embedder & { asked: string[][] } {
  const places = new Map<string, number>();
  const placeOf = (word: string): number => {
    const place = places.get(word) ?? places.size % DIMENSIONS;
    places.set(word, place);
    return place;
  };
  const embedOne = (text: string): number[] => {
    const vector = Array.from({ length: DIMENSIONS }, () => 0);
    for (const [word] of text.toLowerCase().matchAll(/\p{L}+/gu)) vector[placeOf(word)] = 1;
    return vector;
  };
  const asked: string[][] = [];
  const embedder: Embedder = async (texts, { signal }) => {
    signal?.throwIfAborted();
    asked.push(texts);
    return texts.map(embedOne);
  };
  return Object.assign(embedder, { asked });
}

/** Keeps vectors in this process, and finds those with the smallest angle; without a common direction it finds none. */
export class CosineSearch implements VectorSearch {
  /** What it holds, by id. */
  readonly items = new Map<string, VectorItem>();

  async upsert(items: VectorItem[]): Promise<void> {
    for (const item of items) this.items.set(item.id, structuredClone(item));
  }

  async query({ vector, topK, filter }: Parameters<VectorSearch['query']>[0]): Promise<VectorMatch[]> {
    return [...this.items.values()]
      .filter(({ metadata }) => metadata.threadId === filter.threadId)
      .map((item) => ({ ...item, score: cosine(vector, item.vector) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, topK);
  }
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, one, i) => sum + one * (y[i] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
