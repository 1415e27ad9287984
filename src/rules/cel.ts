import { Environment, EvaluationError, ParseError, TypeError as CelTypeError, type ASTNode } from '@marcbachmann/cel-js';

/** The only file that knows the CEL library. */
export type CelNode = ASTNode;
type Bindings = object;

/** One expression, parsed and type-checked once. */
export interface Expression {
  readonly source: string;
  readonly ast: CelNode;
  /** Throws an Error of one line where types do not fit. */
  check(): void;
  /** Throws what a getter of the bindings throws, and CEL's own errors. */
  evaluate(bindings: Bindings): unknown;
}

/** A rule is a line or two; whatever is larger is a mistake or an attack. */
const limits = { maxAstNodes: 400, maxDepth: 24, maxListElements: 64, maxMapEntries: 16, maxCallArguments: 4 };

// Facts are bound as `dyn`: a leaf may be a getter that throws, and the field check of this room knows the shapes better.
const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false, limits });

/** Parses. Throws an Error whose message is one line. */
export function parse(source: string): Expression {
  const program = orOneLine(() => environment.parse(source));
  return {
    source,
    ast: program.ast,
    check() {
      const { valid, error } = program.check();
      if (!valid) throw new Error(oneLine(error));
    },
    evaluate: (bindings) => program(bindings) as unknown,
  };
}

/** What CEL itself says of a failed evaluation, in one line. */
export const oneLine = (error: unknown): string =>
  error instanceof EvaluationError || error instanceof ParseError || error instanceof CelTypeError
    ? error.summary
    : (String(error instanceof Error ? error.message : error).split('\n')[0] ?? '');

function orOneLine<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new Error(oneLine(error), { cause: error });
  }
}
