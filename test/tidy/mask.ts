/**
 * TypeScript with everything blanked that is not code.
 *
 * Answers for: telling code from comments, strings, templates and regular expressions, position by
 * position. Does not know: grammar beyond that. A parser would be surer, but the project's compiler
 * has no interface for one, and type imports must be seen.
 */

/** What a position belongs to. Quotes belong to the code, what is between them to `string`. */
export type Part = 'code' | 'comment' | 'string' | 'regex'

/** Words after which a slash begins a regular expression. */
const beforeRegex = /(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|throw|await|yield)$/

/** `text` with all that is not one of `keep` as blanks; same length, same lines. */
export function mask(text: string, ...keep: readonly Part[]): string {
  const scanner = new Scanner(text)
  scanner.run()
  return scanner.render(new Set(keep.length === 0 ? ['code'] : keep))
}

class Scanner {
  readonly #text: string
  readonly #parts: Part[]
  #at = 0

  constructor(text: string) {
    this.#text = text
    this.#parts = Array.from({ length: text.length }, (): Part => 'code')
  }

  /** Marks everything to the end. */
  run(): void {
    while (this.#at < this.#text.length) this.#code()
  }

  render(keep: ReadonlySet<Part>): string {
    const pieces: string[] = []
    for (let from = 0; from < this.#text.length;) {
      const part = this.#parts[from] ?? 'code'
      let to = from + 1
      while (to < this.#text.length && this.#parts[to] === part) to++
      const piece = this.#text.slice(from, to)
      pieces.push(keep.has(part) ? piece : piece.replaceAll(/[^\n]/g, ' '))
      from = to
    }
    return pieces.join('')
  }

  /** One step over code: a character, or a whole comment, string, template or expression. */
  #code(): void {
    const rest = this.#text.slice(this.#at, this.#at + 2)
    if (rest === '//') this.#until('\n', 'comment')
    else if (rest === '/*') this.#until('*/', 'comment')
    else if (rest === '#!' && this.#at === 0) this.#until('\n', 'comment')
    else if (rest.startsWith("'") || rest.startsWith('"')) this.#quoted(rest.charAt(0))
    else if (rest.startsWith('`')) this.#template()
    else if (rest.startsWith('/') && this.#mayBeginRegex()) this.#regex()
    else this.#at++
  }

  /** Marks up to and with `end`, or to the end of the text; a newline as `end` stays code. */
  #until(end: string, part: Part): void {
    const found = this.#text.indexOf(end, this.#at + 2)
    const stop = found === -1 ? this.#text.length : found + (end === '\n' ? 0 : end.length)
    this.#mark(stop, part)
  }

  #mark(stop: number, part: Part): void {
    this.#parts.fill(part, this.#at, stop)
    this.#at = stop
  }

  #quoted(quote: string): void {
    this.#at++
    while (this.#at < this.#text.length && this.#text[this.#at] !== quote) {
      this.#mark(this.#at + (this.#text[this.#at] === '\\' ? 2 : 1), 'string')
    }
    this.#at++
  }

  /** A template's text is a string; what is in `${}` is code, which may have templates again. */
  #template(): void {
    this.#at++
    while (this.#at < this.#text.length && this.#text[this.#at] !== '`') {
      if (this.#text.startsWith('${', this.#at)) this.#substitution()
      else this.#mark(this.#at + (this.#text[this.#at] === '\\' ? 2 : 1), 'string')
    }
    this.#at++
  }

  #substitution(): void {
    this.#at += 2
    for (let depth = 1; depth > 0 && this.#at < this.#text.length;) {
      const char = this.#text[this.#at]
      if (char === '{') depth++
      if (char === '}') depth--
      this.#code()
    }
  }

  #regex(): void {
    let inClass = false
    this.#mark(this.#at + 1, 'regex')
    for (;;) {
      const char = this.#text[this.#at]
      if (char === undefined || char === '\n') return
      if (char === '[') inClass = true
      if (char === ']') inClass = false
      this.#mark(this.#at + (char === '\\' ? 2 : 1), 'regex')
      if (char === '/' && !inClass) return
    }
  }

  /** After a value a slash divides; after an operator or a word such as `return` it does not. */
  #mayBeginRegex(): boolean {
    let index = this.#at - 1
    while (
      index >= 0 &&
      (this.#parts[index] === 'comment' || /\s/.test(this.#text.charAt(index)))
    ) {
      index--
    }
    const before = this.#text.slice(Math.max(0, index - 12), index + 1)
    return index < 0 || /[(,=:[!&|?{};+\-*%~^<>]$/.test(before) || beforeRegex.test(before)
  }
}
