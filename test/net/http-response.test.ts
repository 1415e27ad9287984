import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../src/net/byte-reader.ts';
import { readResponse } from '../../src/net/http-response.ts';
import { nothingSeen } from '../../src/net/seen.ts';
import type { HttpSeen } from '../../src/model/attempt.ts';

async function read(text: string): Promise<HttpSeen | null> {
  const seen = nothingSeen('test');
  await readResponse(ByteReader.of(Buffer.from(text, 'latin1')), seen);
  return seen.http;
}

describe('an HTTP response', () => {
  it('has lower-case header names, joined values without control characters', async () => {
    const http = await read('HTTP/1.1 401\r\nWWW-Authenticate: Basic realm="a"\r\nwww-authenticate: Bearer\u001b[2J\r\n bad line\r\n\r\n');
    expect(http?.status).toBe(401);
    expect(http?.headers).toEqual({ 'www-authenticate': 'Basic realm="a", Bearer\ufffd[2J' });
  });

  it('ends where its length, its chunks or its connection end', async () => {
    expect((await read('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabcd'))?.bytes).toBe(2);
    expect((await read('HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n2\nab\n0\n\nmore'))?.bytes).toBe(2);
    expect((await read('HTTP/1.0 200 OK\r\n\r\nabcd'))?.bytes).toBe(4);
    expect((await read('HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nabcd'))?.bytes).toBe(0);
  });

  it("with a prototype's name among its headers is harmless", async () => {
    const http = await read('HTTP/1.1 200 OK\r\n__proto__: x\r\n\r\n');
    expect(Object.keys(http?.headers ?? {})).toEqual(['__proto__']);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it.each([
    ['HTTP/2.0 200 OK\r\n\r\n', 'which is not HTTP/1'],
    ['<html>', 'connection closed within the response'],
    ['', 'connection closed without a response'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'a chunk of the response without its size'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n', 'longer than it says'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab', 'connection closed within the response'],
  ])('is refused for what it is: %j', async (text, reason) => {
    await expect(read(text)).rejects.toThrow(reason);
  });
});
