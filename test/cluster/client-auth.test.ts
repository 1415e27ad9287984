import { beforeAll, describe, expect, inject, it } from 'vitest';
import { knownOf } from '../../src/model/fact.ts';
import type { ClientAuth } from '../../src/model/facts.ts';
import type { Report } from '../../src/model/report.ts';
import { clientAuthName, clientAuthTypes, type ClientAuthType, onlyVersion } from './fixtures/toolkit.ts';
import { observationsOf, rulesWith, scan } from './scan.ts';

/** The refusal comes after the handshake in TLS 1.3, and races with the connection's end: once right is not right. */
const times = 20;
const reports: Report[] = [];

beforeAll(async () => {
  for (let time = 0; time < times; time++) {
    reports.push((await scan('--kubeconfig', inject('kubeconfig'), '--selector', 'group=client-auth')).report);
  }
}, 300_000);

const about: ReadonlySet<string> = new Set(['client-cert-not-required', 'client-cert-unverified', 'no-authentication']);

/** What one scan saw, and what it made of it. */
function told(report: Report, endpoint: string) {
  const fact = observationsOf(report, endpoint).map(({ facts }) => knownOf<ClientAuth>(facts, 'client_auth'))[0];
  const verdicts = rulesWith(report, endpoint, 'fail').filter((rule) => about.has(rule));
  return { requested: fact?.requested, required: fact?.required, fails: verdicts };
}

describe.each(['node-go126', 'node-go119'])('%s', (namespace) => {
  describe.each(Object.keys(onlyVersion))('%s', (version) => {
    it.each(Object.keys(clientAuthTypes) as ClientAuthType[])(`%s is told ${times} times of ${times}`, (type) => {
      const endpoint = `${namespace}/Deployment/${clientAuthName(version, type)}:9100`;
      const { requested, required, fails } = clientAuthTypes[type];
      const expected = reports.map(() => ({ requested, required, fails }));
      expect(reports.map((report) => told(report, endpoint))).toEqual(expected);
    });
  });
});
