import { anyPolicy, inhibitAnyPolicy, make, makeCa, policies, policyConstraints, policyMappings, type Made } from '../certificates.ts';
import { name } from '../../x509/der.ts';
import { type ChainCase, chainCase } from '../question.ts';

/** Certificate policies on three levels below a root. */

const [gold, silver, bronze] = ['1.2.3.1', '1.2.3.2', '1.2.3.3'];
const asserted: Readonly<Record<string, readonly Buffer[]>> = {
  none: [],
  gold: [policies(gold)],
  any: [policies(anyPolicy)],
  'gold and silver': [policies(gold, silver)],
  'gold, mapped to silver': [policies(gold), policyMappings([gold, silver])],
  'any, gold mapped to silver and bronze': [policies(anyPolicy), policyMappings([gold, silver], [gold, bronze])],
};
const demands: Readonly<Record<string, readonly Buffer[]>> = {
  nothing: [],
  'a policy at once': [policyConstraints(0, null)],
  'a policy after one': [policyConstraints(1, null)],
  'a policy at once, no mappings': [policyConstraints(0, 0)],
  'a policy at once, no anyPolicy': [policyConstraints(0, null), inhibitAnyPolicy(0)],
  'a policy at once, anyPolicy once': [policyConstraints(0, 2), inhibitAnyPolicy(1)],
};
const leaves: Readonly<Record<string, readonly Buffer[]>> = {
  none: [],
  gold: [policies(gold)],
  silver: [policies(silver)],
  any: [policies(anyPolicy)],
  'bronze, demanded': [policies(bronze), policyConstraints(0, null)],
};

const root = makeCa({ cn: 'root' });
const crossed = Object.entries(demands).flatMap(([demand, demanding]) =>
  Object.entries(asserted).flatMap(([above, asserting]) => {
    const first = makeCa({ cn: 'first', issuer: root, extensions: [...asserting, ...demanding] });
    return Object.entries(asserted).flatMap(([between, also]) => {
      const second = makeCa({ cn: 'second', issuer: first, extensions: also });
      return Object.entries(leaves).map(([own, extensions]) =>
        chainCase(`${demand}: ${above}; ${between}; ${own}`, [make({ cn: 'x', issuer: second, extensions }), second, first, root]),
      );
    });
  }),
);

const issued = (...levels: readonly (readonly Buffer[])[]): Made[] =>
  levels.reduce<Made[]>((path, extensions, index) => {
    const wish = { cn: `level ${index}`, issuer: path[0] ?? root, extensions };
    return [index === levels.length - 1 ? make(wish) : makeCa(wish), ...path];
  }, []);

const selfIssuer = makeCa({ cn: 'first', issuer: root, extensions: [policies(gold), policyConstraints(1, null)] });
const selfIssued = makeCa({
  cn: 'first',
  owner: 'another key',
  issuer: selfIssuer,
  issuerName: name('first'),
  extensions: [policies(anyPolicy)],
});
const two = makeCa({ cn: 'two', owner: 'two', issuer: root, extensions: [policyConstraints(0, null)] });
const twoForClients = makeCa({ cn: 'two', owner: 'two', issuer: root });

const special: readonly ChainCase[] = [
  chainCase('anyPolicy mapped', [...issued([policies(anyPolicy), policyMappings([anyPolicy, gold])], [policies(gold)]), root]),
  chainCase('mapped to anyPolicy', [...issued([policies(gold), policyMappings([gold, anyPolicy])], [policies(gold)]), root]),
  chainCase('a policy twice', [...issued([policies(gold, gold)], []), root]),
  chainCase('a mapping that is inhibited', [
    ...issued([policies(gold, silver), policyConstraints(0, 0)], [policies(gold), policyMappings([gold, silver])], [policies(silver)]),
    root,
  ]),
  chainCase('a chain of mappings', [
    ...issued(
      [policies(gold), policyMappings([gold, silver]), policyConstraints(0, null)],
      [policies(silver), policyMappings([silver, bronze])],
      [policies(bronze)],
    ),
    root,
  ]),
  chainCase('self-issued certificates do not count', [make({ cn: 'x', issuer: selfIssued }), selfIssued, selfIssuer, root]),
  chainCase('a path with policies that fail and one without', [make({ cn: 'x', issuer: two }), two, twoForClients, root]),
  chainCase('a demand of a large number', [...issued([policyConstraints(1_000_000, null)], []), root]),
  chainCase('a demand of the root itself', [
    make({ cn: 'x', issuer: makeCa({ cn: 'demanding', extensions: [policyConstraints(0, null)] }) }),
    makeCa({ cn: 'demanding', extensions: [policyConstraints(0, null)] }),
  ]),
];

export const policyCases: readonly ChainCase[] = [...crossed, ...special];
