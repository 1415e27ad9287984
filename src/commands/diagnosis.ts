import { referencedSecrets } from '../discover/index.ts';
import { askRights, askSecret, askWhoWeAre, isMissing, type KubeApi, type Right, type SecretName } from '../kube/index.ts';
import { PgxError } from '../model/errors.ts';
import { couldNotLook, isUnknown, type Leaf, type Unknown } from '../model/fact.ts';
import type { Vantage } from '../model/report.ts';
import type { DoctorFlags } from './doctor-flags.ts';

interface AskedSecret extends SecretName {
  readonly allowed: Leaf<boolean>; // to be read by its name
}

/** What coverage a scan can have. `none`: it could judge nothing, or would end without a report. */
interface Expectation {
  readonly coverage: 'complete' | 'lower' | 'unknown' | 'none';
  readonly because: readonly string[];
}

/** What the doctor found. */
export interface Diagnosis {
  readonly server: string;
  readonly context: string;
  readonly user: string; // the kubeconfig's name
  readonly knownAs: Leaf<string>; // the API server's name for it
  readonly clockAheadSeconds: Leaf<number>; // at least so many, negative where our clock is behind
  readonly vantage: Vantage;
  readonly namespaces: readonly string[]; // none: all
  readonly rights: readonly Right[];
  readonly secrets: Unknown | readonly AskedSecret[]; // that a scan with --read-secrets would read
  readonly expect: Expectation;
}

export type Asked = Pick<DoctorFlags, 'namespace' | 'via' | 'readSecrets'>;

/** Asks the API server for everything that a scan makes use of. Throws a scan error where it cannot be asked. */
export async function diagnose(api: KubeApi, asked: Asked, readVantage: () => Promise<Vantage>): Promise<Diagnosis> {
  const knownAs = await askWhoWeAre(api);
  const rights = await askRights(api, asked.namespace);
  const secrets = await askSecrets(api, asked.namespace);
  const offset = api.clockOffsetMs();
  const vantage = await readVantage();
  return {
    server: api.access.server,
    context: api.access.context,
    user: api.access.user,
    knownAs,
    clockAheadSeconds: offset === null ? couldNotLook('the API server sends no Date') : Math.trunc(offset / 1000),
    vantage,
    namespaces: [...new Set(asked.namespace)],
    rights,
    secrets,
    expect: expectationOf({ rights, secrets, vantage }, asked),
  };
}

/** Beyond that clocks differ too much to tell an expired certificate from a valid one. */
export const mostClockSeconds = 30;

const mostSecrets = 200;

async function askSecrets(api: KubeApi, namespaces: readonly string[]): Promise<Diagnosis['secrets']> {
  try {
    const names = await referencedSecrets(api, namespaces);
    if (names.length > mostSecrets)
      return couldNotLook(`${names.length} Secrets are referred to, which are too many to ask for one by one`);
    const asked: AskedSecret[] = [];
    for (const name of names) asked.push({ ...name, allowed: await askSecret(api, name) });
    return asked;
  } catch (error) {
    if (error instanceof PgxError) return couldNotLook(error.message);
    throw error;
  }
}

/** A right that is asked for in all namespaces, and in some where that is not allowed, is missing all the same. */
const isFirst = ({ need, namespace }: Right): boolean => need.where === 'namespace' || namespace === '';

/** The rights that the scan as it was asked for would miss. */
const missingRights = (rights: readonly Right[], { via }: Asked): Right[] =>
  rights.filter((right) => {
    const { use } = right.need;
    return (
      isFirst(right) && isMissing(right) && (use === 'decisive' || use === 'verdicts' || (use === 'port-forward' && via === 'port-forward'))
    );
  });

const withoutOf = (some: readonly Right[]): string[] => [
  ...new Set(some.map(({ need, verb }) => `${verb} ${need.resource.plural}: ${need.without}`)),
];

/** What there is to expect, worst first. Pure. */
function expectationOf(found: Pick<Diagnosis, 'rights' | 'secrets' | 'vantage'>, asked: Asked): Expectation {
  const missing = missingRights(found.rights, asked);
  const lists = (plural: string): boolean => missing.some(({ need }) => need.resource.plural === plural && need.use === 'decisive');
  if (lists('services') && lists('pods'))
    return {
      coverage: 'none',
      because: [
        'neither services nor pods may be listed everywhere that was asked, as far as is known: a scan that may list none ends with exit code 3',
      ],
    };
  const forwarding = missing.filter(({ need }) => need.use === 'port-forward');
  if (forwarding.length > 0) return { coverage: 'none', because: withoutOf(forwarding) };
  if (found.vantage.tainted !== '') return { coverage: 'none', because: [found.vantage.tainted] };
  const decisive = missing.filter(({ need }) => need.use === 'decisive');
  if (decisive.length > 0) return { coverage: 'unknown', because: withoutOf(decisive) };
  const because = [...withoutOf(missing), ...unreadSecrets(found.secrets, asked)];
  return { coverage: because.length > 0 ? 'lower' : 'complete', because };
}

function unreadSecrets(secrets: Diagnosis['secrets'], { readSecrets }: Asked): string[] {
  if (readSecrets !== true) return [];
  if (isUnknown(secrets)) return [`which Secrets scrapes refer to is not known: ${secrets.unknown}`];
  const unread = secrets.filter(({ allowed }) => allowed !== true).map(({ namespace, name }) => `${namespace}/${name}`);
  return unread.length > 0 ? [`get secrets ${unread.join(', ')}: what they hold for scrapes is unknown`] : [];
}
