import { clean } from './text.ts';

/** Short names of attribute types: RFC 4514 section 3 and RFC 4519, and two that X.509 certificates carry besides. */
export const attributeTypes: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

export interface NameAttribute {
  readonly type: string; // a short name, or the OID
  readonly value: string;
}

const most = 500;

/** Escapes a value (RFC 4514 section 2.4). */
const escape = (value: string): string => value.replace(/[\\"+,;<>]|^[ #]| $/g, '\\$&').replaceAll('\0', '\\00');

/** A distinguished name as RFC 4514 writes it, cleaned; the relative names in the order of their encoding. */
export const nameText = (rdns: readonly (readonly NameAttribute[])[]): string =>
  clean(
    rdns
      .map((rdn) => rdn.map(({ type, value }) => `${type}=${escape(value)}`).join('+'))
      .reverse()
      .join(','),
    most,
  );
