/** What is wrong with an expression; `word` stands in it, for the line number. */
export class Complaint extends Error {
  readonly hint: string;
  readonly word: string;
  constructor(message: string, hint: string, word: string) {
    super(message);
    this.hint = hint;
    this.word = word;
  }
}
