// https://registry.terraform.io/providers/lb-engine/lb/latest/docs
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface LbProviderConfig {
  /**
  * The engine to talk to: `https://lb.example.net:7443`, or `unix:///run/lb/engine.sock`. Also `LB_ENDPOINT`. Default: this machine's own engine, which is started when none runs.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs#endpoint LbProvider#endpoint}
  */
  readonly endpoint?: string;
  /**
  * What `lb token create` printed, for an endpoint of `https://`. Also `LB_TOKEN`. A role of `read` is enough to plan.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs#token LbProvider#token}
  */
  readonly token?: string;
  /**
  * A file that holds the token instead; it is read again when the engine refuses what was in it. Also `LB_TOKEN_FILE`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs#token_file LbProvider#token_file}
  */
  readonly tokenFile?: string;
  /**
  * Whose signature to trust on the engine's certificate, as PEM. Also `LB_CA_FILE`. Default: the authorities that come with the program.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs#ca_file LbProvider#ca_file}
  */
  readonly caFile?: string;
  /**
  * A certificate to prove who asks, instead of a token, as PEM. Also `LB_CLIENT_CERTIFICATE_FILE`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs#client_certificate_file LbProvider#client_certificate_file}
  */
  readonly clientCertificateFile?: string;
  /**
  * The key of that certificate, as PEM. Also `LB_CLIENT_KEY_FILE`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs#client_key_file LbProvider#client_key_file}
  */
  readonly clientKeyFile?: string;
  /**
  * Who owns what this configuration makes, such as `shop/production`. Also `LB_OWNER`. Default: `default`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs#owner LbProvider#owner}
  */
  readonly owner?: string;
  /**
  * What a destroy does while something else still refers to the part. `defer`: the part goes on serving until the last reference is gone, then drains and disappears, so that replacing, removing and renaming parts fails no request. `strict`: the destroy is refused. Also `LB_DELETION_POLICY`. Default: `defer`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs#deletion_policy LbProvider#deletion_policy}
  */
  readonly deletionPolicy?: string;
  /**
  * This machine's own engine.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs#embedded LbProvider#embedded}
  */
  readonly embedded?: LbProviderEmbedded;
  /**
  * Alias name
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs#alias LbProvider#alias}
  */
  readonly alias?: string;
}
export interface LbProviderEmbedded {
  /**
  * Where it keeps its state, an absolute path. Also `LB_STATE_DIR`. Default: `$XDG_STATE_HOME/terraform-provider-lb`, else `~/.local/state/terraform-provider-lb`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs#state_dir LbProvider#state_dir}
  */
  readonly stateDir?: string;
  /**
  * What carries the traffic. `embedded` needs nothing installed; `haproxy` is HAProxy 2.6 or newer; `auto` takes HAProxy where it is installed. An engine that runs with another one is switched over by the next change, and no request fails. Default: what the engine has, `embedded` at first.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs#data_plane LbProvider#data_plane}
  */
  readonly dataPlane?: string;
}

export function lbProviderEmbeddedToTerraform(struct?: LbProviderEmbedded | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    state_dir: cdktf.stringToTerraform(struct!.stateDir),
    data_plane: cdktf.stringToTerraform(struct!.dataPlane),
  }
}


export function lbProviderEmbeddedToHclTerraform(struct?: LbProviderEmbedded | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    state_dir: {
      value: cdktf.stringToHclTerraform(struct!.stateDir),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    data_plane: {
      value: cdktf.stringToHclTerraform(struct!.dataPlane),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}


/**
* Represents a {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs lb}
*/
export class LbProvider extends cdktf.TerraformProvider {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "lb";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a LbProvider resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the LbProvider to import
  * @param importFromId The id of the existing LbProvider that should be imported. Refer to the {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the LbProvider to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "lb", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs lb} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options LbProviderConfig = {}
  */
  public constructor(scope: Construct, id: string, config: LbProviderConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'lb',
      terraformGeneratorMetadata: {
        providerName: 'lb',
        providerVersionConstraint: '~> 0.1'
      },
      terraformProviderSource: 'lb-engine/lb'
    });
    this._endpoint = config.endpoint;
    this._token = config.token;
    this._tokenFile = config.tokenFile;
    this._caFile = config.caFile;
    this._clientCertificateFile = config.clientCertificateFile;
    this._clientKeyFile = config.clientKeyFile;
    this._owner = config.owner;
    this._deletionPolicy = config.deletionPolicy;
    this._embedded = config.embedded;
    this._alias = config.alias;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // endpoint - computed: false, optional: true, required: false
  private _endpoint?: string; 
  public get endpoint() {
    return this._endpoint;
  }
  public set endpoint(value: string | undefined) {
    this._endpoint = value;
  }
  public resetEndpoint() {
    this._endpoint = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get endpointInput() {
    return this._endpoint;
  }

  // token - computed: false, optional: true, required: false
  private _token?: string; 
  public get token() {
    return this._token;
  }
  public set token(value: string | undefined) {
    this._token = value;
  }
  public resetToken() {
    this._token = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get tokenInput() {
    return this._token;
  }

  // token_file - computed: false, optional: true, required: false
  private _tokenFile?: string; 
  public get tokenFile() {
    return this._tokenFile;
  }
  public set tokenFile(value: string | undefined) {
    this._tokenFile = value;
  }
  public resetTokenFile() {
    this._tokenFile = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get tokenFileInput() {
    return this._tokenFile;
  }

  // ca_file - computed: false, optional: true, required: false
  private _caFile?: string; 
  public get caFile() {
    return this._caFile;
  }
  public set caFile(value: string | undefined) {
    this._caFile = value;
  }
  public resetCaFile() {
    this._caFile = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get caFileInput() {
    return this._caFile;
  }

  // client_certificate_file - computed: false, optional: true, required: false
  private _clientCertificateFile?: string; 
  public get clientCertificateFile() {
    return this._clientCertificateFile;
  }
  public set clientCertificateFile(value: string | undefined) {
    this._clientCertificateFile = value;
  }
  public resetClientCertificateFile() {
    this._clientCertificateFile = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get clientCertificateFileInput() {
    return this._clientCertificateFile;
  }

  // client_key_file - computed: false, optional: true, required: false
  private _clientKeyFile?: string; 
  public get clientKeyFile() {
    return this._clientKeyFile;
  }
  public set clientKeyFile(value: string | undefined) {
    this._clientKeyFile = value;
  }
  public resetClientKeyFile() {
    this._clientKeyFile = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get clientKeyFileInput() {
    return this._clientKeyFile;
  }

  // owner - computed: false, optional: true, required: false
  private _owner?: string; 
  public get owner() {
    return this._owner;
  }
  public set owner(value: string | undefined) {
    this._owner = value;
  }
  public resetOwner() {
    this._owner = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get ownerInput() {
    return this._owner;
  }

  // deletion_policy - computed: false, optional: true, required: false
  private _deletionPolicy?: string; 
  public get deletionPolicy() {
    return this._deletionPolicy;
  }
  public set deletionPolicy(value: string | undefined) {
    this._deletionPolicy = value;
  }
  public resetDeletionPolicy() {
    this._deletionPolicy = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get deletionPolicyInput() {
    return this._deletionPolicy;
  }

  // embedded - computed: false, optional: true, required: false
  private _embedded?: LbProviderEmbedded; 
  public get embedded() {
    return this._embedded;
  }
  public set embedded(value: LbProviderEmbedded | undefined) {
    this._embedded = value;
  }
  public resetEmbedded() {
    this._embedded = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get embeddedInput() {
    return this._embedded;
  }

  // alias - computed: false, optional: true, required: false
  private _alias?: string; 
  public get alias() {
    return this._alias;
  }
  public set alias(value: string | undefined) {
    this._alias = value;
  }
  public resetAlias() {
    this._alias = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get aliasInput() {
    return this._alias;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      endpoint: cdktf.stringToTerraform(this._endpoint),
      token: cdktf.stringToTerraform(this._token),
      token_file: cdktf.stringToTerraform(this._tokenFile),
      ca_file: cdktf.stringToTerraform(this._caFile),
      client_certificate_file: cdktf.stringToTerraform(this._clientCertificateFile),
      client_key_file: cdktf.stringToTerraform(this._clientKeyFile),
      owner: cdktf.stringToTerraform(this._owner),
      deletion_policy: cdktf.stringToTerraform(this._deletionPolicy),
      embedded: lbProviderEmbeddedToTerraform(this._embedded),
      alias: cdktf.stringToTerraform(this._alias),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      endpoint: {
        value: cdktf.stringToHclTerraform(this._endpoint),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      token: {
        value: cdktf.stringToHclTerraform(this._token),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      token_file: {
        value: cdktf.stringToHclTerraform(this._tokenFile),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      ca_file: {
        value: cdktf.stringToHclTerraform(this._caFile),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      client_certificate_file: {
        value: cdktf.stringToHclTerraform(this._clientCertificateFile),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      client_key_file: {
        value: cdktf.stringToHclTerraform(this._clientKeyFile),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      owner: {
        value: cdktf.stringToHclTerraform(this._owner),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      deletion_policy: {
        value: cdktf.stringToHclTerraform(this._deletionPolicy),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      embedded: {
        value: lbProviderEmbeddedToHclTerraform(this._embedded),
        isBlock: true,
        type: "struct",
        storageClassType: "LbProviderEmbedded",
      },
      alias: {
        value: cdktf.stringToHclTerraform(this._alias),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
