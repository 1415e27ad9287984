/** The graph of valid policies of RFC 9618 section 5, as crypto/x509/verify.go of Go 1.26 keeps it. Policies are OIDs in hex. */

export const anyPolicy = '551d2000'; // 2.5.29.32.0

interface Node {
  readonly policy: string;
  expected: readonly string[];
  readonly parents: Set<Node>;
  readonly children: Set<Node>;
}

function createNode(policy: string, parents: readonly Node[]): Node {
  const node: Node = { policy, expected: [policy], parents: new Set(parents), children: new Set() };
  for (const parent of parents) parent.children.add(node);
  return node;
}

export class PolicyGraph {
  readonly #strata: Map<string, Node>[] = [new Map([[anyPolicy, createNode(anyPolicy, [])]])];
  #parentsByExpected = new Map<string, Node[]>();

  get #leaves(): Map<string, Node> {
    return this.#strata.at(-1) ?? new Map<string, Node>();
  }

  get #above(): Map<string, Node> {
    return this.#strata.at(-2) ?? new Map<string, Node>();
  }

  #insert(node: Node): void {
    this.#leaves.set(node.policy, node);
  }

  /** Begins the stratum of the next certificate. */
  descend(): void {
    this.#parentsByExpected = new Map();
    for (const node of this.#leaves.values()) {
      for (const policy of node.expected) {
        const nodes = this.#parentsByExpected.get(policy);
        if (nodes) nodes.push(node);
        else this.#parentsByExpected.set(policy, [node]);
      }
    }
    this.#strata.push(new Map());
  }

  /** A policy that the certificate asserts: below those that expect it, else below anyPolicy. */
  assert(policy: string): void {
    const any = this.#above.get(anyPolicy);
    const parents = this.#parentsByExpected.get(policy) ?? (any ? [any] : []);
    if (parents.length > 0) this.#insert(createNode(policy, parents));
  }

  /** The certificate asserts anyPolicy: all that is expected and not asserted yet. */
  assertAny(): void {
    const missing = new Map<string, Node[]>();
    for (const parent of this.#above.values()) {
      for (const policy of parent.expected) {
        const nodes = missing.get(policy);
        if (nodes) nodes.push(parent);
        else if (!this.#leaves.has(policy)) missing.set(policy, [parent]);
      }
    }
    for (const [policy, parents] of missing) this.#insert(createNode(policy, parents));
  }

  /** What leads to no policy of the last certificate is no longer valid. */
  prune(): void {
    for (const stratum of this.#strata.slice(1, -1).reverse()) {
      for (const node of stratum.values()) {
        if (node.children.size > 0) continue;
        for (const parent of node.parents) parent.children.delete(node);
        stratum.delete(node.policy);
      }
    }
  }

  delete(policy: string): void {
    const node = this.#leaves.get(policy);
    for (const parent of node?.parents ?? []) parent.children.delete(node as Node);
    this.#leaves.delete(policy);
  }

  /** The certificate maps a policy to others, which those below may assert in its place. */
  map(policy: string, others: readonly string[]): void {
    const own = this.#leaves.get(policy);
    const any = this.#leaves.get(anyPolicy);
    if (own) own.expected = others;
    else if (any) {
      const node = createNode(policy, [any]);
      node.expected = others;
      this.#insert(node);
    }
  }

  /** Whether some policy is valid for the whole path. */
  get isSatisfied(): boolean {
    if (this.#leaves.has(anyPolicy)) return true;
    const isTop = ({ policy, parents }: Node): boolean =>
      policy !== anyPolicy && parents.size === 1 && [...parents].every((parent) => parent.policy === anyPolicy);
    return this.#strata.some((stratum) => [...stratum.values()].some(isTop));
  }
}
