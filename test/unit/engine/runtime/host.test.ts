import assert from 'node:assert/strict'
import { EngineError } from '../../../../src/engine/errors.ts'
import { assertHostRunsEngines } from '../../../../src/engine/runtime/host.ts'

describe('the machine of an engine', () => {
  it('is Linux or macOS; on Windows the answer names a remote engine', () => {
    for (const platform of ['linux', 'darwin'] as const) assertHostRunsEngines(platform)
    assert.throws(
      () => assertHostRunsEngines('win32'),
      (error) =>
        error instanceof EngineError &&
        error.code === 'unavailable' &&
        /LB_ENDPOINT/.test(error.remedy ?? ''),
    )
  })
})
