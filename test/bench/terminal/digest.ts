/** SHA-256 over the SHA-256s of blocks, so that a gigabyte is never held at once; the same in the page and in Node. */
const BLOCK_BYTES = 16 * 1024 * 1024;

export interface Digest {
  add(bytes: Uint8Array): void;
  /** Lower-case hexadecimal digits. */
  done(): Promise<string>;
}

export function createDigest(): Digest {
  const blocks: Promise<ArrayBuffer>[] = [];
  let block = new Uint8Array(BLOCK_BYTES);
  let used = 0;

  function flush(): void {
    blocks.push(crypto.subtle.digest('SHA-256', block.subarray(0, used)));
    block = new Uint8Array(BLOCK_BYTES);
    used = 0;
  }

  return {
    add(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const count = Math.min(bytes.length - at, BLOCK_BYTES - used);
        block.set(bytes.subarray(at, at + count), used);
        used += count;
        at += count;
        if (used === BLOCK_BYTES) flush();
      }
    },
    async done() {
      flush();
      const all = await new Blob(await Promise.all(blocks)).arrayBuffer();
      const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', all));
      return [...sum].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    },
  };
}

export async function digestOf(bytes: Uint8Array): Promise<string> {
  const digest = createDigest();
  digest.add(bytes);
  return digest.done();
}
