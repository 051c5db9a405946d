// https://registry.terraform.io/providers/lb-engine/lb/latest/docs/ephemeral-resources/token
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktn from 'cdktn';

// Configuration

export interface EphemeralLbTokenConfig extends cdktn.TerraformEphemeralMetaArguments {
  /**
  * `read` looks and plans, `write` changes what is declared, `admin` does all. Not more than the provider's own.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/ephemeral-resources/token#role EphemeralLbToken#role}
  */
  readonly role: string;
  /**
  * How long it lives at most, such as `30m`. It ends with the provider's own token at the latest. Default: `1h`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/ephemeral-resources/token#ttl EphemeralLbToken#ttl}
  */
  readonly ttl?: string;
  /**
  * What it is for, for `lb token list`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/ephemeral-resources/token#description EphemeralLbToken#description}
  */
  readonly description?: string;
  /**
  * Whether it is revoked when the run ends; otherwise it lives on, for the next step of a pipeline. Default: `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/ephemeral-resources/token#revoke_on_close EphemeralLbToken#revoke_on_close}
  */
  readonly revokeOnClose?: boolean | cdktn.IResolvable;
}

/**
* Represents a {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/ephemeral-resources/token lb_token}
*/
export class EphemeralLbToken extends cdktn.TerraformEphemeralResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "lb_token";

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/ephemeral-resources/token lb_token} Ephemeral Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options EphemeralLbTokenConfig
  */
  public constructor(scope: Construct, id: string, config: EphemeralLbTokenConfig) {
    super(scope, id, {
      terraformResourceType: 'lb_token',
      terraformGeneratorMetadata: {
        providerName: 'lb',
        providerVersionConstraint: '~> 0.1'
      },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      forEach: config.forEach
    });
    this._role = config.role;
    this._ttl = config.ttl;
    this._description = config.description;
    this._revokeOnClose = config.revokeOnClose;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // role - computed: false, optional: false, required: true
  private _role?: string; 
  public get role() {
    return this.getStringAttribute('role');
  }
  public set role(value: string) {
    this._role = value;
  }
  // Temporarily expose input value. Use with caution.
  public get roleInput() {
    return this._role;
  }

  // ttl - computed: false, optional: true, required: false
  private _ttl?: string; 
  public get ttl() {
    return this.getStringAttribute('ttl');
  }
  public set ttl(value: string) {
    this._ttl = value;
  }
  public resetTtl() {
    this._ttl = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get ttlInput() {
    return this._ttl;
  }

  // description - computed: false, optional: true, required: false
  private _description?: string; 
  public get description() {
    return this.getStringAttribute('description');
  }
  public set description(value: string) {
    this._description = value;
  }
  public resetDescription() {
    this._description = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get descriptionInput() {
    return this._description;
  }

  // revoke_on_close - computed: false, optional: true, required: false
  private _revokeOnClose?: boolean | cdktn.IResolvable; 
  public get revokeOnClose() {
    return this.getBooleanAttribute('revoke_on_close');
  }
  public set revokeOnClose(value: boolean | cdktn.IResolvable) {
    this._revokeOnClose = value;
  }
  public resetRevokeOnClose() {
    this._revokeOnClose = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get revokeOnCloseInput() {
    return this._revokeOnClose;
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // token - computed: true, optional: false, required: false
  public get token() {
    return this.getStringAttribute('token');
  }

  // expires_at - computed: true, optional: false, required: false
  public get expiresAt() {
    return this.getStringAttribute('expires_at');
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      role: cdktn.stringToTerraform(this._role),
      ttl: cdktn.stringToTerraform(this._ttl),
      description: cdktn.stringToTerraform(this._description),
      revoke_on_close: cdktn.booleanToTerraform(this._revokeOnClose),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      role: {
        value: cdktn.stringToHclTerraform(this._role),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      ttl: {
        value: cdktn.stringToHclTerraform(this._ttl),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      description: {
        value: cdktn.stringToHclTerraform(this._description),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      revoke_on_close: {
        value: cdktn.booleanToHclTerraform(this._revokeOnClose),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
