/** An error that a person gets to read: one line of what happened and where, and a line of what to do next. */
export class PgxError extends Error {
  /** 2: usage, configuration or rule error. 3: the scan could not be done. */
  readonly exitCode: 2 | 3;
  readonly hint: string;
  constructor(exitCode: 2 | 3, message: string, hint = '') {
    super(message);
    this.name = 'PgxError';
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

export const usageError = (message: string, hint = ''): PgxError => new PgxError(2, message, hint);
export const scanError = (message: string, hint = ''): PgxError => new PgxError(3, message, hint);
