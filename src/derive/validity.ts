import * as v from 'valibot';
import { type Leaf, type Unknown, isKnown, isUnknown, leaf } from '../model/fact.ts';
import type { Certificate, CertificateGroup } from '../model/facts.ts';
import type { Deriver } from '../model/probe.ts';
import { derived, needed } from './common.ts';

const certificateValidityShape = v.object({
  server_name: v.string(), // that was sent, '' for none
  subject: v.string(),
  role: v.picklist(['leaf', 'intermediate', 'root']), // root: self-signed and served above a leaf; clients do not look at its times
  expired: leaf(v.boolean()),
  not_yet_valid: leaf(v.boolean()),
  remaining_days: leaf(v.number()), // with a fraction; negative once expired
  remaining_share: leaf(v.number()), // of the lifetime, 0 to 1
  lifetime_days: leaf(v.number()),
  not_before: v.string(), // ISO 8601, UTC
  not_after: v.string(),
});
const validityShape = v.object({ certificates: v.array(certificateValidityShape) });
type CertificateValidity = v.InferOutput<typeof certificateValidityShape>;
type Validity = v.InferOutput<typeof validityShape>;
type Served = CertificateGroup['served'][number];
type Role = CertificateValidity['role'];

const day = 86_400_000;

interface Times {
  readonly expired: boolean;
  readonly not_yet_valid: boolean;
  readonly remaining_days: number;
  readonly remaining_share: number;
  readonly lifetime_days: number;
}

function timesOf({ notBefore, notAfter }: Certificate, now: Date): Times {
  const lifetime = Date.parse(notAfter) - Date.parse(notBefore);
  const remaining = Date.parse(notAfter) - now.getTime();
  return {
    expired: remaining < 0,
    not_yet_valid: now.getTime() < Date.parse(notBefore),
    remaining_days: remaining / day,
    remaining_share: lifetime > 0 ? Math.min(1, Math.max(0, remaining / lifetime)) : 0,
    lifetime_days: lifetime / day,
  };
}

function readable(certificate: Certificate, role: Role, { serverName, now }: { serverName: string; now: Date }): CertificateValidity {
  const { subject, notBefore, notAfter } = certificate;
  return { server_name: serverName, subject, role, ...timesOf(certificate, now), not_before: notBefore, not_after: notAfter };
}

const unreadable = (serverName: string, role: Role, reason: Unknown): CertificateValidity => ({
  server_name: serverName,
  subject: '',
  role,
  expired: reason,
  not_yet_valid: reason,
  remaining_days: reason,
  remaining_share: reason,
  lifetime_days: reason,
  not_before: '',
  not_after: '',
});

function roleOf(certificate: Certificate, served: Leaf<Certificate>): Role {
  if (!isUnknown(served) && served.sha256 === certificate.sha256) return 'leaf';
  return certificate.selfSigned ? 'root' : 'intermediate';
}

/** What was served under one name; what could not be read of it is there as unknown. */
function rowsOf(served: Served, now: Date): CertificateValidity[] {
  const { serverName, chain, chainDer, inOrder } = served;
  const rows = chain.map((certificate) => readable(certificate, roleOf(certificate, served.leaf), { serverName, now }));
  if (isUnknown(served.leaf)) return [unreadable(serverName, 'leaf', served.leaf), ...rows];
  if (chain.length < chainDer.length && isUnknown(inOrder)) return [...rows, unreadable(serverName, 'intermediate', inOrder)];
  return rows;
}

/** The same certificate under several names is told once. */
function distinct(rows: readonly CertificateValidity[]): CertificateValidity[] {
  const byContents = new Map(rows.map((row) => [JSON.stringify({ ...row, server_name: '' }), row] as const).reverse());
  return rows.filter((row) => byContents.get(JSON.stringify({ ...row, server_name: '' })) === row);
}

/** `validity`: every served certificate's times, relative to now. */
export const validity: Deriver<Validity> = {
  group: 'validity',
  shape: validityShape,
  scope: 'target',
  derive({ facts, now }) {
    const group = needed<CertificateGroup>(facts, 'certificate');
    if (!isKnown(group)) return derived('validity', group);
    return derived('validity', { known: { certificates: distinct(group.known.served.flatMap((served) => rowsOf(served, now))) } });
  },
};
