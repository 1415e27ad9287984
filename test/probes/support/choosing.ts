import type { HelloSpec, ServerHelloSeen } from '../../../src/model/attempt.ts';
import { cipherSuites, namedGroups, suiteId } from '../../../src/model/registry.ts';

/** How a server chooses of what a hello offers. */
export interface Choosing {
  readonly suites?: Readonly<Record<number, readonly string[]>>; // by version, in the server's order; a version without is refused
  readonly group?: number; // the only one
  readonly groups?: readonly number[]; // in the server's order, instead
  readonly clientOrder?: boolean;
  readonly certificateCurve?: number; // below TLS 1.3, only clients that list it can use the ECDSA certificate
  readonly takesAnything?: 'first' | 'last' | 'middle'; // of the suites that it is offered
  readonly lies?: boolean; // chooses what was not offered
}

const tls13 = 0x0304;
const withCurve: ReadonlySet<number> = new Set(cipherSuites.filter(({ kx }) => kx === 'ECDHE').map(({ id }) => id));
const ecdsa: ReadonlySet<number> = new Set(cipherSuites.filter(({ auth }) => auth === 'ECDSA').map(({ id }) => id));

/** Of the groups that the version knows: a hello that names none offers them all. */
function groupOf({ group = 29, groups = [group], clientOrder = false }: Choosing, hello: HelloSpec, version: number): number | undefined {
  const known = namedGroups
    .filter(({ tls13: in13, tls12, type }) => (version === tls13 ? in13 : tls12 && type === 'ecdh'))
    .map(({ id }) => id);
  const offered = (hello.groups ?? known).filter((id) => known.includes(id));
  return clientOrder && hello.groups ? offered.find((id) => groups.includes(id)) : groups.find((id) => offered.includes(id));
}

function anything({ suites }: HelloSpec, which: NonNullable<Choosing['takesAnything']>): number {
  const index = { first: 0, last: suites.length - 1, middle: Math.floor(suites.length / 2) }[which];
  return suites[index] ?? 0;
}

/** Version, suite and group, or null where nothing is in common. */
export function choice(server: Choosing, hello: HelloSpec): Pick<ServerHelloSeen, 'version' | 'suite' | 'group' | 'offered'> | null {
  const version = hello.versions.find((each) => server.suites?.[each] !== undefined);
  if (version === undefined) return null;
  const own = server.suites?.[version]?.map((name) => suiteId(name) ?? 0) ?? [];
  const group = groupOf(server, hello, version);
  const listed = hello.groups === undefined || server.certificateCurve === undefined || hello.groups.includes(server.certificateCurve);
  const usable = (id: number): boolean =>
    (group !== undefined || (version !== tls13 && !withCurve.has(id))) && (version === tls13 || listed || !ecdsa.has(id));
  const order = server.clientOrder === true ? hello.suites.filter((id) => own.includes(id)) : own;
  const fair = order.find((id) => hello.suites.includes(id) && usable(id));
  const suite = server.takesAnything ? anything(hello, server.takesAnything) : server.lies === true ? own[0] : fair;
  if (suite === undefined) return null;
  const seen = version === tls13 || withCurve.has(suite) ? (group ?? null) : null;
  return { version, suite, group: seen, offered: hello.suites.includes(suite) };
}
