import { describe, expect, it } from 'vitest';
import { sniOf } from '../../src/net/tls/server-name.ts';

describe('the name that is sent as SNI', () => {
  it.each([
    ['exporter.db.svc', 'exporter.db.svc'],
    ['exporter_1.db.svc.', 'exporter_1.db.svc'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['10.0.0.1', ''],
    ['::1', ''],
    ['0x7f.1', ''],
    ['', ''],
    ['a b\r\n', ''],
    ['a.'.repeat(200), ''],
  ])('of %j is %j', (name, sent) => {
    expect(sniOf(name)).toBe(sent);
  });
});
