import { type Element, childrenOf, isTagged } from './der.ts';
import { type Extensions, listed, valueOf } from './extensions.ts';
import { asciiText, constraintText, forms, ipOf, otherNameText } from './general-name.ts';

/** The names that a certificate bears, and those that it lets its subordinates bear. */

export interface SubjectAltNames {
  readonly dnsNames: string[];
  readonly ipAddresses: string[];
  readonly otherNames: string[];
  readonly leftOut: number; // names beyond those that are kept
}

const mostNames = 2000;

/** Null where there is no subjectAltName. Throws Error. */
export function subjectAltNamesOf(extensions: Extensions): SubjectAltNames | null {
  const value = valueOf(extensions, 'subjectAltName');
  if (!value) return null;
  const all = childrenOf(value, 'subjectAltName');
  const names = all.slice(0, mostNames);
  return {
    dnsNames: names.filter((name) => isTagged(name, forms.dns)).map(asciiText),
    ipAddresses: names.filter((name) => isTagged(name, forms.ip)).map(ipOf),
    otherNames: names.filter((name) => !isTagged(name, forms.dns) && !isTagged(name, forms.ip)).map(otherNameText),
    leftOut: all.length - names.length,
  };
}

const baseOf = (subtree: Element): Element => {
  const [base] = childrenOf(subtree, 'nameConstraints');
  if (!base) throw new Error('nameConstraints is malformed');
  return base;
};

export interface NameConstraints {
  readonly permitted: string[];
  readonly excluded: string[];
}

/** RFC 5280 section 4.2.1.10; nothing where there is no such extension. Throws Error. */
export function nameConstraintsOf(extensions: Extensions): NameConstraints {
  const value = valueOf(extensions, 'nameConstraints');
  const trees = value ? childrenOf(value, 'nameConstraints') : [];
  const namesOf = (tag: number): string[] => {
    const tree = trees.find((each) => isTagged(each, tag));
    return listed(tree ? childrenOf(tree, 'nameConstraints').map((each) => constraintText(baseOf(each))) : []);
  };
  return { permitted: namesOf(0), excluded: namesOf(1) };
}
