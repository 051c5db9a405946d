/** The page as browsers get it: its size, and what a real one makes of it, where there is one. */

import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { bundlePage } from '../../../../scripts/build/bundle.ts'
import { readAssets } from '../../../../src/engine/dashboard/assets.ts'
import { chromium, hasChromium, startBrowser } from '../../../support/browser.ts'
import type { Browser } from '../../../support/browser.ts'
import { waitFor } from '../../../support/wait.ts'
import { openDashboard } from './world.ts'
import type { TestDashboard } from './world.ts'

const BYTES_MAX = 100_000
/** A name is whatever its user calls it. */
const evil = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`

/** So many presses of the Tab key reach all of the page with one load balancer. */
const STOPS = 12

/** What has the focus, and whether it can be seen that it has. */
const whereFocusIs = `(() => {
  const at = document.activeElement
  const outlined = getComputedStyle(at).outlineStyle !== 'none' ? ' outlined' : ''
  const name = at.getAttribute('aria-label') ?? at.textContent.trim()
  return at === document.body ? 'nothing outlined' : name + outlined
})()`

/** Texts whose contrast is below what WCAG 2.2 (1.4.3) asks of small text. */
const poorContrasts = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const toRgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }
  const toLuminance = (rgb) => {
    const [r, g, b] = rgb.slice(0, 3).map((each) => {
      const part = each / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const groundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const rgb = toRgb(getComputedStyle(at).backgroundColor)
      if (rgb[3] === 255) return rgb
    }
    return [255, 255, 255]
  }
  const poor = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  let looked = 0
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim()
    const element = walker.currentNode.parentElement
    if (text === '' || element.closest('noscript') || !element.checkVisibility()) continue
    looked += 1
    const style = getComputedStyle(element)
    const colour = element.closest('svg') ? style.fill : style.color
    const [one, two] = [toLuminance(toRgb(colour)), toLuminance(groundOf(element))]
    const contrast = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05)
    if (contrast < 4.5) poor.push(text + ': ' + contrast.toFixed(2))
  }
  return { looked, poor }
})()`

describe('The page of the dashboard', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'lb-page-'))
  before(async () => {
    const root = resolve(import.meta.dirname, '../../../..')
    await bundlePage({ root, outdir })
  })
  after(() => rmSync(outdir, { recursive: true }))

  it('is less than 100 KB in all, with no address of anybody else', async () => {
    const bytes = readdirSync(outdir).map((name) => statSync(join(outdir, name)).size)
    assert.ok(bytes.reduce((sum, each) => sum + each, 0) < BYTES_MAX)
    for (const { content } of Object.values(await readAssets(outdir))) {
      const elsewhere = content.replaceAll('http://www.w3.org/2000/svg', '')
      assert.doesNotMatch(elsewhere, /https?:|innerHTML|style=|<script>|\son\w+=/)
    }
  })

  it('says what to do where it is not there', async () => {
    await assert.rejects(readAssets(dirname(outdir)), /files of the dashboard are not in/)
  })

  describe('in Chromium', () => {
    let here: TestDashboard
    let browser: Browser
    before(async function () {
      if (!hasChromium()) {
        console.warn(`      SKIPPED: there is no ${chromium}, so no browser has seen the page`)
        this.skip()
      }
      here = await openDashboard({ assets: await readAssets(outdir), name: evil })
      browser = await startBrowser()
    })
    after(async () => {
      await browser?.close()
      await here?.close()
    })

    const see = <T>(what: string, expression: string): Promise<T> =>
      waitFor(what, async () => ((await browser.evaluate(expression)) ?? null) as T | null)

    it('asks for a token, then shows graph, tables and events, and takes names for text', async () => {
      const { secret } = await here.token()
      await browser.open(`${here.url}/`)
      await see('the form', `document.querySelector('label[for=token]')?.textContent`)
      const fill = `document.querySelector('#token').value = '${secret}'`
      await browser.evaluate(`${fill}; document.querySelector('form').submit()`)
      const heading = await see<string>(
        'a card',
        `document.querySelector('article h2')?.textContent`,
      )
      assert.ok(heading.startsWith(evil), heading)
      const page = await see<Record<string, unknown>>(
        'the second look',
        `document.querySelector('.curve') && ({
          title: document.title,
          images: document.querySelectorAll('img').length,
          drawing: document.querySelector('.drawing').getAttribute('aria-label'),
          captions: [...document.querySelectorAll('caption')].map((each) => each.textContent),
          states: [...document.querySelectorAll('.state')].map((each) => each.textContent),
          status: document.querySelector('[role=status]').textContent,
          scopes: [...document.querySelectorAll('th')].every((each) => each.scope !== ''),
        })`,
      )
      assert.equal(page['title'], 'Load balancers')
      assert.equal(page['images'], 0)
      assert.match(String(page['drawing']), /HTTP 80 to web: 1 of 2 servers serve/)
      assert.deepEqual(page['states'], ['✓ healthy', '✕ unhealthy: connect failed'])
      assert.equal(page['status'], '! 1 load balancer, 1 of 2 servers serve')
      assert.equal((page['captions'] as string[]).length, 3)
      assert.equal(page['scopes'], true)
    })

    it('keeps the focus while figures change, and stands still when told to', async () => {
      await browser.evaluate(`document.querySelector('.wide[aria-label=Listeners]').focus()`)
      const before = here.source.snapshots
      await waitFor('more looks', () => (here.source.snapshots > before + 1 ? true : null))
      const label = `document.activeElement.getAttribute('aria-label')`
      assert.equal(await browser.evaluate(label), 'Listeners')
      await browser.evaluate(`document.querySelector('#pause').click()`)
      const pressed = `document.querySelector('#pause').getAttribute('aria-pressed')`
      assert.equal(await browser.evaluate(pressed), 'true')
    })

    it('is gone through by keyboard, and shows where one is', async () => {
      const seen: string[] = []
      for (let press = 0; press < STOPS; press++) {
        await browser.press('Tab')
        seen.push(String(await browser.evaluate(whereFocusIs)))
      }
      for (const stop of seen) assert.match(stop, / outlined$/)
      const places = seen.map((stop) => stop.replace(' outlined', ''))
      for (const place of [
        'Skip to the load balancers',
        'Pause',
        'Sign out',
        'Listeners',
        'Servers',
      ]) {
        assert.ok(
          places.some((each) => each.startsWith(place)),
          `${place} in ${places.join(', ')}`,
        )
      }
    })

    for (const scheme of ['light', 'dark'] as const) {
      it(`can be read in ${scheme} colours: contrast is 4.5 at least, of every text`, async () => {
        await browser.scheme(scheme)
        const poor = (await browser.evaluate(poorContrasts)) as { looked: number; poor: string[] }
        assert.ok(poor.looked > 30, `${poor.looked} texts`)
        assert.deepEqual(poor.poor, [])
      })
    }

    it('asks nobody else for anything', () => {
      assert.ok(browser.requested.length > 3)
      const strange = browser.requested.filter((url) => !url.startsWith(`${here.url}/`))
      assert.deepEqual(
        strange.filter((url) => url !== 'about:blank'),
        [],
      )
    })
  })
})
