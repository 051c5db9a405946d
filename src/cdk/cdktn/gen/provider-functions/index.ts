// generated from provider function schema

import * as cdktn from 'cdktn';

/**
* Provider-defined functions of the lb provider.
*/
export class LbProviderFunctions {
  private readonly providerLocalName: string;

  /**
  * @param providerLocalName The local name of the provider in required_providers; defaults to the registry short name. Override when the provider is declared under a different local name — aliases do not change the namespace, local names do.
  */
  constructor(providerLocalName: string) {
    this.providerLocalName = providerLocalName;
  }

  /**
  * Takes `10.0.0.1:8080` or `[2001:db8::1]:8080` apart, into an object with `address` and `port`, as `servers` of `lb_server_group` take them.
  * @param {string} text - An IP address and a port, joined by a colon.
  * @returns {object}
  */
  public endpoint(text: string): cdktn.IResolvable {
    return cdktn.TerraformProviderFunction.invoke(this.providerLocalName, "endpoint", [text]);
  }

  /**
  * Takes classes, statuses and ranges joined by commas, such as `2xx,301`, and gives the list that `success_codes` of a health check takes: sorted, without overlaps.
  * @param {string} text - Such as `2xx,301` or `200-204, 404`.
  * @returns {Array<string>}
  */
  public successCodes(text: string): string[] {
    return cdktn.Token.asList(cdktn.TerraformProviderFunction.invoke(this.providerLocalName, "success_codes", [text]));
  }
}
