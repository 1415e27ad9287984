import { make, makeCa } from '../certificates.ts';

/** CA files: how many certificates Go finds in them. */

const block = (der: Buffer, label = 'CERTIFICATE'): string =>
  `-----BEGIN ${label}-----\n${der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`;

const [one, two] = [block(makeCa({ cn: 'one' }).der), block(makeCa({ cn: 'two' }).der)];
const broken = block(make({ cn: 'x', spki: Buffer.alloc(0) }).der);
const withHeader = one.replace('-----\n', '-----\nProc-Type: 4,ENCRYPTED\n\n');

export const bundles: Readonly<Record<string, string>> = {
  nothing: '',
  two: one + two,
  'one twice': one + one,
  'Windows line ends': (one + two).replaceAll('\n', '\r\n'),
  'text between': `# CA\n${one}\nSubject: two\n${two}`,
  'no line end at the end': one + two.trimEnd(),
  'a broken one between': one + broken + two,
  'a key between': `${one}${block(Buffer.alloc(40), 'PRIVATE KEY')}${two}`,
  'cut off': one + two.slice(0, -30),
  'cut off, then whole': one.slice(0, -40) + two,
  'another label': one.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE') + two,
  'a header': withHeader + two,
  indented: one.replaceAll('\n', '\n  ') + two,
  'spaces at the ends of lines': one.replaceAll('\n', ' \n') + two,
  'one long line': one.replace(/\n(?=[^-])/g, '').replace('-----', '-----') + two,
  'blank lines within': one.replaceAll('\n', '\n\n') + two,
  'characters that are no base64': one.replace('\nM', '\n!M') + two,
  'no base64 at all': '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n' + two,
  'text before the first dash': `x${one}${two}`,
  'labels that differ': one.replace('END CERTIFICATE', 'END CERT') + two,
};
