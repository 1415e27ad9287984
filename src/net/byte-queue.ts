/** Bytes in the order they came, taken in other portions than they came in; each byte is copied at most once. */
export class ByteQueue {
  #chunks: Buffer[] = [];
  #first = 0;
  length = 0;

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.length += chunk.length;
  }

  /** The first `count` bytes, which must be there. */
  take(count: number): Buffer {
    const head = this.#chunks[this.#first];
    if (head && head.length > count) {
      this.#chunks[this.#first] = head.subarray(count);
      this.length -= count;
      return head.subarray(0, count);
    }
    return this.#gather(count);
  }

  /** The first `count` bytes, or fewer where fewer are there, left in the queue. */
  peek(count: number): Buffer {
    const bytes = this.take(Math.min(count, this.length));
    if (bytes.length > 0) this.#unshift(bytes);
    return bytes;
  }

  #gather(count: number): Buffer {
    const parts: Buffer[] = [];
    for (let missing = count; missing > 0;) {
      const part = this.#shift();
      parts.push(part.subarray(0, missing));
      if (part.length > missing) this.#unshift(part.subarray(missing));
      missing -= Math.min(missing, part.length);
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  }

  #shift(): Buffer {
    const chunk = this.#chunks[this.#first];
    if (!chunk) throw new RangeError('more bytes taken than queued');
    this.#first += 1;
    this.length -= chunk.length;
    if (this.#first > 1024) {
      this.#chunks = this.#chunks.slice(this.#first);
      this.#first = 0;
    }
    return chunk;
  }

  #unshift(chunk: Buffer): void {
    if (this.#first > 0) this.#chunks[--this.#first] = chunk;
    else this.#chunks.unshift(chunk);
    this.length += chunk.length;
  }
}
