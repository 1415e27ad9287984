import { from, to } from './case.ts';

/** relabel_configs that Prometheus does not load. */
export const refusedCases: readonly { readonly name: string; readonly legacy?: boolean; readonly step: object }[] = [
  { name: 'an unknown action', step: { action: 'keepall' } },
  { name: 'an empty action', step: { action: '', ...to('x') } },
  { name: 'no target label', step: from('app') },
  { name: 'hashmod without modulus', step: { ...to('x'), action: 'hashmod' } },
  { name: 'hashmod without target label', step: { modulus: 3, action: 'hashmod' } },
  { name: 'lowercase without target label', step: { ...from('app'), action: 'lowercase' } },
  { name: 'lowercase with a replacement', step: { ...from('app'), ...to('x'), replacement: 'y', action: 'lowercase' } },
  { name: 'keepequal with a separator', step: { ...from('app'), ...to('x'), separator: ',', action: 'keepequal' } },
  { name: 'keepequal with a regex', step: { ...from('app'), ...to('x'), regex: 'a', action: 'keepequal' } },
  { name: 'keepequal with the regex that is understood', step: { ...from('app'), ...to('x'), regex: '(.*)', action: 'keepequal' } },
  { name: 'dropequal with a modulus', step: { ...from('app'), ...to('x'), modulus: 2, action: 'dropequal' } },
  { name: 'labeldrop with source labels', step: { ...from('app'), regex: 'x', action: 'labeldrop' } },
  { name: 'labelkeep with a target label', step: { ...to('app'), regex: 'x', action: 'labelkeep' } },
  { name: 'labeldrop with a replacement', step: { regex: 'x', replacement: 'y', action: 'labeldrop' } },
  { name: 'labelmap to an empty name', step: { regex: 'x', replacement: '', action: 'labelmap' } },
  { name: 'an empty source label', step: { ...from(''), ...to('x') } },
  { name: 'a negative modulus', step: { ...to('x'), modulus: -1, action: 'hashmod' } },
  { name: 'an unclosed bracket', step: { ...from('app'), regex: '(a', ...to('x') } },
  { name: 'a look-ahead', step: { ...from('app'), regex: '(?=a)', ...to('x') } },
  { name: 'a look-behind', step: { ...from('app'), regex: '(?<!a)b', ...to('x') } },
  { name: 'a back-reference', step: { ...from('app'), regex: '(a)\\1', ...to('x') } },
  { name: 'a possessive quantifier', step: { ...from('app'), regex: 'a++', ...to('x') } },
  { name: 'an atomic group', step: { ...from('app'), regex: '(?>a)', ...to('x') } },
  { name: 'a repetition too large', step: { ...from('app'), regex: 'a{1001}', ...to('x') } },
  { name: 'nested repetitions too large', step: { ...from('app'), regex: '((a{100}){100}){100}', ...to('x') } },
  { name: 'an unknown class', step: { ...from('app'), regex: '\\p{Klingon}', ...to('x') } },
  { name: 'the end of another dialect', step: { ...from('app'), regex: 'a\\Z', ...to('x') } },
  { name: 'a Unicode escape of another dialect', step: { ...from('app'), regex: '\\u0041', ...to('x') } },
  { name: 'a legacy target label', legacy: true, step: to('a-b', { replacement: 'y' }) },
  { name: 'a legacy template', legacy: true, step: { ...from('app'), ...to('a-${1}') } },
  { name: 'a legacy template that starts with a digit', legacy: true, step: { ...from('app'), ...to('1${1}') } },
  { name: 'a legacy labelmap', legacy: true, step: { regex: 'x', replacement: 'a.b', action: 'labelmap' } },
  { name: 'a legacy hashmod', legacy: true, step: { ...to('ü'), modulus: 3, action: 'hashmod' } },
];

/** relabel_configs that Prometheus loads and that are not evaluated here: the one way in which the engine of patterns differs. */
export const notEvaluatedCases: readonly { readonly name: string; readonly step: object }[] = [
  { name: 'a group named twice', step: { ...from('app'), regex: '(?P<a>a)(?P<a>b)', ...to('x') } },
];
