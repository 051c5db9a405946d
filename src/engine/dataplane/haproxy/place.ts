/**
 * Where HAProxy runs, as far as its configuration says so.
 *
 * Answers for: the names of files and sockets of the plane, and the limits of the machine. Pure.
 */

/** What the text says of the machine; paths that this plane has made, without white space. */
export interface Place {
  /** The socket over which the worker of this text is told changes. */
  readonly workerSocket: string
  readonly threads: number
  /** By which a worker tells what it was made from; a word. */
  readonly mark: string
  readonly connectionsMax: number
  /** The directory that the worker sees as `/`; null: it stays who and where it is. */
  readonly jail: string | null
  /** The user and group the worker becomes; null: it stays who it is. */
  readonly user: string | null
  readonly ticketKeysFile: string
  /** What is answered when no server can be reached: a whole HTTP message. */
  readonly unreachableFile: string
  /** The file with lines of cookie tokens and their slots of a back. */
  slotsFile(backName: string): string
  /** The file with lines of slots and their tokens. */
  tokensFile(backName: string): string
  /** The file with lines of certificates and names of a front. */
  certificatesFile(frontName: string): string
}
