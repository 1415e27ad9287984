import type { Deriver } from '../model/probe.ts';
import type { Asked } from '../prometheus/loaded/index.ts';
import { sameError } from '../prometheus/outcome/same-error.ts';
import { access } from './access.ts';
import { createLoadedState } from './loaded-state.ts';
import { replicas } from './replicas.ts';
import { validity } from './validity.ts';
import { createVerification } from './verification.ts';

interface Given {
  readonly publicRoots: readonly string[]; // the certificates that clients trust unless told otherwise, in PEM
  readonly asked?: readonly Asked[] | null; // the Prometheuses that told what they have loaded; null or absent: none was asked
}

/** Every group of derived facts; a group stands behind those that it is derived from. */
export const createDerivers = ({ publicRoots, asked = null }: Given): readonly Deriver[] => [
  access,
  validity,
  createVerification(publicRoots),
  createLoadedState(asked, sameError),
  replicas,
];
