import { describe, expect, it } from 'vitest';
import { loopbackVantage } from '../../src/observe/vantage.ts';
import { someTarget } from '../support/endpoint.ts';

describe('through port-forward', () => {
  it('a target counts where its listener is proven to be on all addresses', () => {
    expect(loopbackVantage(someTarget({ listensEverywhere: 'its arguments name :9187' }))).toBeNull();
  });

  it('nothing counts of any other', () => {
    const reason = loopbackVantage(someTarget());
    expect(reason).toMatchObject({ cause: 'could-not-look', code: 'loopback-vantage' });
    expect(reason?.unknown).toMatch(/^loopback vantage: /);
  });
});
