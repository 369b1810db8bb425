/** The content hash. */
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../src/json/hash';

describe('contentHash', () => {
  // FIPS 180-4's example, and the empty text
  it.each([
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ])('of %j is SHA-256 in lower-case hex', (text, hash) => {
    expect(contentHash(text)).toBe(hash);
  });

  it('is over the UTF-8 bytes', () => {
    expect(contentHash('€')).toBe('c4cc90ed3d26f12d4b08a75140970a7904035c31cbb4515a83f19b9003c00d1d');
  });
});
