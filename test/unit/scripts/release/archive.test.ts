/** Archives that anybody can make again, byte by byte. */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeArchive } from '../../../../scripts/release/archive.ts'
import type { Entry } from '../../../../scripts/release/archive.ts'

describe('an archive of a release', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lb-archive-'))
  const zone = process.env['TZ']
  after(() => {
    rmSync(folder, { recursive: true })
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  })

  const digest = async (name: string, entries: readonly Entry[]): Promise<string> => {
    const path = join(folder, name)
    await writeArchive(path, entries)
    return createHash('sha256').update(readFileSync(path)).digest('hex')
  }

  const program: Entry = { name: 'program', from: Buffer.from('#!/bin/sh\n'), isExecutable: true }
  const paper: Entry = { name: 'lib/paper', from: Buffer.from('text\n'), isExecutable: false }

  it('has the same bytes whatever the order of its files and the time zone', async () => {
    process.env['TZ'] = 'Pacific/Auckland'
    const there = await digest('there.zip', [program, paper])
    process.env['TZ'] = 'America/Lima'
    assert.equal(await digest('here.zip', [paper, program]), there)
  })

  it('has other bytes when a file, or whether it can be run, differs', async () => {
    const one = await digest('one.zip', [program])
    assert.notEqual(await digest('two.zip', [{ ...program, isExecutable: false }]), one)
    assert.notEqual(await digest('three.zip', [{ ...program, from: Buffer.from('x') }]), one)
  })
})
