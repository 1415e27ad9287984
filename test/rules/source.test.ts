import { expect, it } from 'vitest';
import { parseSource } from '../../src/rules/source.ts';

it('refuses aliases that multiply, as a mistake in the file', () => {
  const levels = ['a', 'b', 'c', 'd', 'e'].map(
    (name, index, all) => `${all[index + 1] ?? 'f'}: &${all[index + 1] ?? 'f'} [*${name}, *${name}, *${name}]`,
  );
  const bomb = ['a: &a [x, x]', ...levels].join('\n');
  expect(() => parseSource('rules/checks/x.yaml', bomb)).toThrow('rules/checks/x.yaml: too many aliases');
});
