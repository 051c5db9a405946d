/** What an actor in a network namespace can be told. */

export type Order =
  | {
      readonly do: 'serve'
      readonly name: string
      readonly address: string
      readonly port: number
    }
  /** Requests and probes that its server got. */
  | { readonly do: 'count' }
  /** The body of the answer, or what went wrong. */
  | { readonly do: 'get'; readonly url: string; readonly from?: string }
  | { readonly do: 'load'; readonly url: string; readonly perSecond: number }
  /** Ends the load; gives what it saw. */
  | { readonly do: 'stop' }
