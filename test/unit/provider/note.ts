/**
 * The resource that the framework's face shows as its example; a test compares the two.
 */

import {
  computed,
  defaulted,
  length,
  optional,
  required,
  resource,
} from '../../../src/provider/index.ts'

interface Note {
  readonly id: string
  readonly place: string
  readonly text: string
  readonly color: 'yellow' | 'pink'
  readonly words: number
  readonly pin: { readonly length_mm: number } | null
}

interface Wall {
  hang(place: string, signal: AbortSignal): Promise<string>
  write(note: Note, signal: AbortSignal): Promise<Note>
  find(id: string, signal: AbortSignal): Promise<Note | null>
  takeDown(id: string, signal: AbortSignal): Promise<void>
}

function wordsOf(text: string): number {
  return text.split(/\s+/).length
}

export const note = resource<Wall>()({
  type: 'lb_note',
  description: 'A note on the wall.',
  attributes: {
    id: computed.string({ description: 'Its identity.', dependsOn: [] }),
    place: required.string({ description: 'Where it hangs.', requiresReplace: true }),
    text: required.string({ description: 'What it says.', check: [length({ max: 80 })] }),
    color: defaulted.string({
      description: 'Of the paper.',
      oneOf: ['yellow', 'pink'],
      default: 'yellow',
    }),
    words: computed.int({ description: 'How many words it has.', dependsOn: ['text'] }),
    pin: optional.object({
      description: 'What holds it.',
      attributes: { length_mm: defaulted.int({ description: 'Its length.', default: 10 }) },
    }),
  },
  create: async ({ desired, client, signal, save }) => {
    const id = await client.hang(desired.place, signal)
    save({ id }) // From here on a failure leaves the note in the state.
    return client.write({ ...desired, id, words: wordsOf(desired.text) }, signal)
  },
  read: async ({ id, client, signal }) => client.find(id, signal), // Null: it is gone.
  update: async ({ id, desired, client, signal }) =>
    client.write({ ...desired, id, words: wordsOf(desired.text) }, signal),
  delete: async ({ id, client, signal }) => client.takeDown(id, signal),
})
