import type { HttpRequest } from '../model/attempt.ts';
import { garbage } from './ended.ts';
import { classify } from './first-bytes.ts';
import { getRequest } from './http-request.ts';
import { readResponse } from './http-response.ts';
import { neither } from './not-tls.ts';
import { send, type Exchange } from './seen.ts';
import { MessageReader } from './tls/messages.ts';
import { PlainRecords } from './tls/records.ts';

/** A GET without TLS. A TLS server may answer it with an alert, which answers the question. */
export async function attemptHttp(exchange: Exchange, request: HttpRequest): Promise<void> {
  const { input, seen } = exchange;
  send(exchange, getRequest(request.path, exchange));
  switch (await classify(input, seen)) {
    case 'http':
      return readResponse(input, seen);
    case 'tls':
      await new MessageReader(new PlainRecords(input), seen).next();
      throw garbage('answers an HTTP request with a TLS handshake');
    default:
      throw await neither(input);
  }
}
