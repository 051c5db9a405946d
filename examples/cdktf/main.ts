/**
 * A stack in TypeScript: `node main.ts` writes what Terraform applies (Node 22.18 or newer).
 *
 *     npm install && node main.ts
 *     terraform -chdir=cdktf.out/stacks/shop init
 *     terraform -chdir=cdktf.out/stacks/shop apply
 *
 * In a clone of the provider, where the package is made and not fetched, the first line is:
 *
 *     npm run --prefix ../.. build:cdk
 *     npm install --no-save --install-links ../../release/cdktf-provider-lb && node main.ts
 */

import { LoadBalancer, provider } from '@lb-engine/cdktf-provider-lb'
import { App, TerraformOutput, TerraformStack } from 'cdktf'
import type { Construct } from 'constructs'

interface ShopProps {
  readonly port: number
  /** Addresses and ports. */
  readonly servers: readonly string[]
}

class Shop extends TerraformStack {
  constructor(scope: Construct, id: string, { port, servers }: ShopProps) {
    super(scope, id)
    new provider.LbProvider(this, 'lb')

    const web = new LoadBalancer(this, 'web', { tags: { team: 'shop' } })
    web.addHttp(port).toServers(servers, {
      algorithm: 'weighted_least_connections',
      healthCheck: { path: '/', intervalMs: 1000 },
    })

    new TerraformOutput(this, 'url', { staticId: true, value: `http://${web.address}:${port}/` })
  }
}

const app = new App()
new Shop(app, 'shop', {
  port: Number(process.env.SHOP_PORT ?? 8000),
  servers: (process.env.SHOP_SERVERS ?? '127.0.0.1:8081,127.0.0.1:8082').split(','),
})
app.synth()
