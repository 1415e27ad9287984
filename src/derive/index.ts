import type { Deriver } from '../model/probe.ts';
import { access } from './access.ts';
import { replicas } from './replicas.ts';
import { validity } from './validity.ts';
import { createVerification } from './verification.ts';

/** Every group of derived facts. `publicRoots`: the certificates that clients trust unless told otherwise, in PEM. */
export const createDerivers = ({ publicRoots }: { readonly publicRoots: readonly string[] }): readonly Deriver[] => [
  access,
  validity,
  createVerification(publicRoots),
  replicas,
];
