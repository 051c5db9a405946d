/** The budgets of models of good code, kept: lines, functions, files, parameters, nesting. */

import assert from 'node:assert/strict'
import { assertNone } from './assert-none.ts'
import { isGenerated, readCode } from './files.ts'
import { checkSizes, exceptions, limits } from './sizes.ts'

describe('Sizes', () => {
  it('keep the budgets, or stand in the list of exceptions with a reason', async () => {
    const code = [...(await readCode())].filter(([path]) => !isGenerated(path))
    const problems = code.flatMap(([path, text]) => checkSizes(path, text))
    const isExcepted = (problem: string): boolean =>
      exceptions.some(({ of }) => problem.startsWith(`${of} `))
    assert.ok(code.length > 0)
    assertNone(problems.filter((problem) => !isExcepted(problem)))
    assertNone(
      exceptions
        .filter(({ of }) => !problems.some((problem) => problem.startsWith(`${of} `)))
        .map(({ of }) => `${of} keeps its budget now. Take it off the list in sizes.ts.`),
    )
  })
})

describe('The size check', () => {
  const check = (text: string, expected: readonly RegExp[]): void => {
    const problems = checkSizes('a.ts', text)
    assert.equal(problems.length, expected.length, problems.join('\n'))
    expected.forEach((pattern, index) => assert.match(problems[index] ?? '', pattern))
  }
  const lines = (count: number): string => '  void (1 as number)\n'.repeat(count)

  it('allows what is just within the budgets', () => {
    check(`// ${'x'.repeat(limits.charactersPerLine - 3)}`, [])
    check(`function a(): void {\n${lines(limits.linesPerFunction - 2)}}\n`, [])
    check(lines(limits.linesPerFile), [])
    check('const a = (b: number, c?: string, ...d: readonly string[]): void => {}', [])
    check('if (a) { for (;;) { while (b) { try { c() } finally {} } } }', [])
  })

  it('finds a long line', () => {
    check(`\n// ${'x'.repeat(limits.charactersPerLine)}`, [/^a\.ts line 2 has 103 characters/])
  })

  it('lets the name of a test run on, but not for ever', () => {
    check(`  it('${'x'.repeat(100)}', () => {})`, [])
    check(`  it('${'x'.repeat(110)}', () => {})`, [/has 128 characters/])
  })

  it('finds a long file', () => {
    check(lines(limits.linesPerFile + 1), [/^a\.ts has 501 lines/])
  })

  it('finds a long function by its name, whatever its form', () => {
    const body = `{\n${lines(limits.linesPerFunction - 1)}}`
    check(`\nfunction f(): void ${body}`, [/^a\.ts f \(line 2\) has 71 lines/])
    check(`const g = async (): Promise<void> => ${body}`, [/^a\.ts g .* 71 lines/])
    check(`class A { #h(): void ${body} }`, [/^a\.ts h .* 71 lines/])
    check(`export const o = { k() ${body} }`, [/^a\.ts k .* 71 lines/])
    check(`run(() => ${body})`, [/^a\.ts <anonymous> .* 71 lines/])
  })

  it('does not count a suite, but the tests in it', () => {
    const it = `it('works', () => {\n${lines(limits.linesPerFunction)}})\n`
    check(`describe('A', () => {\n${lines(limits.linesPerFunction)}it('works', () => {})\n})`, [])
    check(`describe('A', () => {\n${it}})`, [/72 lines/])
  })

  it('finds a fourth parameter', () => {
    check('function f(a: A, b: B, c: C, d = 1) {}', [/^a\.ts f .* 4 positional/])
    check('class A { constructor(a: A, b: B, c: C, d?: D) {} }', [/^a\.ts constructor .* 4/])
  })

  it('finds the fifth level, and counts an else-if beside its if', () => {
    const deep = 'if (a) for (;;) while (b) switch (c) { default: '
    check(`function f() { ${deep} if (d) e() } }`, [/^a\.ts f .* nests 5 deep/])
    check(`function f() { ${deep} g(() => { if (d) e() }) } }`, [])
    check(`function f() { ${deep} } }`, [])
    check(`function f() {${'\nif (a) b()\nelse '.repeat(6)} c() }`, [])
  })

  it('names the file that it cannot read', () => {
    assert.throws(() => checkSizes('a.ts', 'function {'), /a\.ts/)
  })
})
