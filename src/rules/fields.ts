import type { CelNode } from './cel.ts';
import { Complaint } from './complaint.ts';
import { suggest } from './suggest.ts';
import { isAsked, scalar, type Type } from './types.ts';

/** What an expression may name, and how strictly. */
export interface Vocabulary {
  readonly names: Readonly<Record<string, Type>>; // fact groups, bases, params; macros add their variables
  readonly asks: Readonly<Record<string, string>>; // fact path → its parameter
  readonly decides: boolean; // match and expect: only what absorbs errors as && and || do
}

const functions = ['size', 'string', 'int', 'double', 'timestamp', 'duration'];
const quantifiers = ['exists', 'all'];
const macros = [...quantifiers, 'exists_one', 'filter', 'map'];
const methods = ['size', 'startsWith', 'endsWith', 'contains', 'lowerAscii', 'upperAscii', 'trim', 'split', 'join', 'substring', 'indexOf'];

/**
 * The type of an expression whose every name, field and function is known. Throws a Complaint about the first that is not, and in what
 * decides a verdict about what would hide an unknown leaf: `filter`, `exists_one` and `?:` do not absorb its error, and a list of what
 * was asked says nothing of what was not.
 */
export function typeOfExpression(node: CelNode, words: Vocabulary): Type {
  const visit = (each: CelNode): Type => typeOfExpression(each, words);
  switch (node.op) {
    case 'value':
      return scalar;
    case 'id':
      return typeOfName(node.args, words);
    case '.':
      return field(visit(node.args[0]), node.args[1], words);
    case '[]':
      return element(visit(node.args[0]), node.args[1], words);
    case 'call':
      return call(node.args, words);
    case 'rcall':
      return method(node.args, words);
    case 'in':
      return membership(node.args, words);
    case '?:':
      if (words.decides)
        throw new Complaint('"?:" is not allowed where the verdict is decided', 'use && and ||, which absorb what is unknown', '?');
      return node.args.map(visit)[1] ?? scalar;
    case 'list':
      return { is: 'list', of: node.args.map(visit)[0] ?? scalar, path: '' };
    case '!_':
    case '-_':
      visit(node.args);
      return scalar;
    case 'map':
    case '.?':
    case '[?]':
      throw new Complaint('maps and optional fields are not part of the rule language', '', '');
    default:
      return node.args.map(visit)[0] ?? scalar;
  }
}

function typeOfName(name: string, { names }: Vocabulary): Type {
  const type = Object.hasOwn(names, name) ? names[name] : undefined;
  if (!type) throw new Complaint(`unknown name "${name}"`, suggest(name, Object.keys(names)), name);
  return type;
}

function field(type: Type, name: string, words: Vocabulary): Type {
  if (type.is !== 'object')
    throw new Complaint(
      `"${type.is === 'list' ? type.path : 'a value'}" has no field "${name}"`,
      type.is === 'list' ? 'it is a list: use exists, all or map' : '',
      name,
    );
  const found = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
  if (!found) throw new Complaint(`"${type.path}" has no field "${name}"`, suggest(name, Object.keys(type.fields)), name);
  if (words.decides) requireAsked(type, found, name, words);
  return found;
}

/** A list of what was asked needs an `asks`, and its names count only as members of that set. */
function requireAsked(owner: Type, found: Type, name: string, { asks }: Vocabulary): void {
  const list = isAsked(found) && found.is === 'list' ? found.path : undefined;
  if (list !== undefined && !Object.hasOwn(asks, list))
    throw new Complaint(`"${list}" says nothing of what was not asked`, `declare what to ask: asks: { ${list}: <parameter> }`, name);
  const path = owner.is === 'object' && owner.path.endsWith('[]') ? owner.path.slice(0, -2) : '';
  if (name === 'name' && Object.hasOwn(asks, path))
    throw new Complaint(`the names of "${path}" count only as members of what was asked`, `write: name in params.${asks[path]}`, name);
}

function membership([left, right]: readonly [CelNode, CelNode], words: Vocabulary): Type {
  const set = right.op === '.' && right.args[0].op === 'id' && right.args[0].args === 'params' ? right.args[1] : undefined;
  typeOfExpression(right, words);
  const asked =
    set !== undefined && left.op === '.' && left.args[1] === 'name' ? askedAs(typeOfExpression(left.args[0], words), words) : undefined;
  if (asked !== undefined && asked !== set && words.decides)
    throw new Complaint(`"params.${set}" is compared with what was asked, yet is not asked`, `asks says ${asked}`, set ?? '');
  if (asked === undefined) typeOfExpression(left, words);
  return scalar;
}

const askedAs = (type: Type, { asks }: Vocabulary): string | undefined =>
  type.is === 'object' ? asks[type.path.replace(/\[\]$/, '')] : undefined;

function element(type: Type, index: CelNode, words: Vocabulary): Type {
  if (type.is === 'list') {
    typeOfExpression(index, words);
    return type.of;
  }
  if (index.op === 'value' && typeof index.args === 'string') return field(type, index.args, words);
  throw new Complaint('only lists have an index', '', '[');
}

function call([name, args]: readonly [string, readonly CelNode[]], words: Vocabulary): Type {
  if (name === 'has')
    throw new Complaint('"has" is not part of the rule language', 'every field is there; what is unknown tells so by itself', 'has');
  if (!functions.includes(name)) throw new Complaint(`unknown function "${name}"`, suggest(name, functions), name);
  for (const each of args) typeOfExpression(each, words);
  return scalar;
}

function method([name, receiver, args]: readonly [string, CelNode, readonly CelNode[]], words: Vocabulary): Type {
  const of = typeOfExpression(receiver, words);
  if (macros.includes(name)) return macro(name, of, { args, words });
  if (name === 'matches')
    throw new Complaint(
      '"matches" is not part of the rule language',
      'a pattern can take exponential time: use startsWith, endsWith or contains',
      name,
    );
  if (!methods.includes(name)) throw new Complaint(`unknown function "${name}"`, suggest(name, [...macros, ...methods]), name);
  for (const each of args) typeOfExpression(each, words);
  return name === 'split' ? { is: 'list', of: scalar, path: '' } : scalar;
}

function macro(name: string, of: Type, { args, words }: { args: readonly CelNode[]; words: Vocabulary }): Type {
  const [variable, ...bodies] = args;
  if (of.is !== 'list') throw new Complaint(`"${name}" needs a list`, '', name);
  if (variable?.op !== 'id') throw new Complaint(`"${name}" needs a variable and an expression`, `list.${name}(x, …)`, name);
  if (words.decides && !quantifiers.includes(name))
    throw new Complaint(`"${name}" is not allowed where the verdict is decided`, 'use exists and all, which absorb what is unknown', name);
  if (Object.hasOwn(words.names, variable.args))
    throw new Complaint(`"${variable.args}" already has a meaning`, 'choose another variable', variable.args);
  const inner = { ...words, names: { ...words.names, [variable.args]: of.of } };
  const types = bodies.map((body) => typeOfExpression(body, inner));
  if (name === 'map') return { is: 'list', of: types.at(-1) ?? scalar, path: '' };
  return name === 'filter' ? of : scalar;
}

/** Which of the given names (of groups and bases) an expression uses, as a variable or as a field of one. */
export function namesUsed(node: CelNode, names: ReadonlySet<string>, found = new Set<string>()): Set<string> {
  if (node.op === 'id' && names.has(node.args)) found.add(node.args);
  if (node.op === '.' && node.args[0].op === 'id' && names.has(node.args[1])) found.add(node.args[1]);
  if (node.op === '[]' && node.args[1].op === 'value' && names.has(node.args[1].args as string)) found.add(node.args[1].args as string);
  const parts: readonly unknown[] = Array.isArray(node.args) ? node.args.flat() : [node.args];
  for (const part of parts) if (typeof part === 'object' && part !== null && 'op' in part) namesUsed(part as CelNode, names, found);
  return found;
}
