import { expect, it } from 'vitest';
import { parseSource } from '../../src/rules/source.ts';

it('refuses aliases that multiply, as a mistake in the file', () => {
  const levels = ['a', 'b', 'c', 'd', 'e'].map(
    (name, index, all) => `${all[index + 1] ?? 'f'}: &${all[index + 1] ?? 'f'} [*${name}, *${name}, *${name}]`,
  );
  const bomb = ['a: &a [x, x]', ...levels].join('\n');
  expect(() => parseSource('rules/checks/x.yaml', bomb)).toThrow('rules/checks/x.yaml: too many aliases');
});

it('parses a text that was parsed before again for an error alone', () => {
  const source = parseSource('rules/checks/x.yaml', 'id: x\ntitle: y\n', { id: 'parsed before' });
  expect(source.value).toEqual({ id: 'parsed before' });
  expect(source.error(['title'], 'no').message).toBe('rules/checks/x.yaml:2: no');
});
