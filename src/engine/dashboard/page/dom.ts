/**
 * Elements, and new content for old ones.
 *
 * Answers for: text that is only ever text, whoever wrote it; elements that stay the same while
 * what is in them changes, so that focus and reading go on. Does not know: what is shown.
 */

export type Attributes = Readonly<Record<string, string | number>>
export type Child = Element | string | null

const SVG = 'http://www.w3.org/2000/svg'

export function html(tag: string, attributes: Attributes, ...children: readonly Child[]): Element {
  return fill(document.createElement(tag), attributes, children)
}

export function svg(tag: string, attributes: Attributes, ...children: readonly Child[]): Element {
  return fill(document.createElementNS(SVG, tag), attributes, children)
}

function fill(element: Element, attributes: Attributes, children: readonly Child[]): Element {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  for (const child of children) if (child !== null) element.append(child)
  return element
}

/** Makes the children of `place` like `children`, and keeps every element that may stay. */
export function show(place: Element, ...children: readonly Child[]): void {
  const next = place.cloneNode(false) as Element
  for (const child of children) if (child !== null) next.append(child)
  become(place, next)
}

function become(old: Element, next: Element): void {
  for (const { name } of [...old.attributes]) {
    if (!next.hasAttribute(name)) old.removeAttribute(name)
  }
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value)
  }
  const children = [...old.childNodes]
  for (const [index, child] of [...next.childNodes].entries()) {
    const before = children[index]
    if (before === undefined) old.append(child)
    else if (!isAlike(before, child)) before.replaceWith(child)
    else if (before instanceof Element && child instanceof Element) become(before, child)
    else if (before.nodeValue !== child.nodeValue) before.nodeValue = child.nodeValue
  }
  for (const child of children.slice(next.childNodes.length)) child.remove()
}

/** What has an id is that one thing. */
function isAlike(left: Node, right: Node): boolean {
  if (left.nodeName !== right.nodeName) return false
  return !(left instanceof Element && right instanceof Element) || left.id === right.id
}
