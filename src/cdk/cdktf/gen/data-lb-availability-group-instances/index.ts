// https://registry.terraform.io/providers/lb-engine/lb/latest/docs/data-sources/availability_group_instances
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataLbAvailabilityGroupInstancesConfig extends cdktf.TerraformMetaArguments {
  /**
  * The group.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/data-sources/availability_group_instances#availability_group_id DataLbAvailabilityGroupInstances#availability_group_id}
  */
  readonly availabilityGroupId: string;
}
export interface DataLbAvailabilityGroupInstancesInstances {
}

export function dataLbAvailabilityGroupInstancesInstancesToTerraform(struct?: DataLbAvailabilityGroupInstancesInstances): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataLbAvailabilityGroupInstancesInstancesToHclTerraform(struct?: DataLbAvailabilityGroupInstancesInstances): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataLbAvailabilityGroupInstancesInstancesOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): DataLbAvailabilityGroupInstancesInstances | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataLbAvailabilityGroupInstancesInstances | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // address - computed: true, optional: false, required: false
  public get address() {
    return this.getStringAttribute('address');
  }

  // zone - computed: true, optional: false, required: false
  public get zone() {
    return this.getStringAttribute('zone');
  }

  // rack - computed: true, optional: false, required: false
  public get rack() {
    return this.getNumberAttribute('rack');
  }

  // created - computed: true, optional: false, required: false
  public get created() {
    return this.getStringAttribute('created');
  }
}

export class DataLbAvailabilityGroupInstancesInstancesList extends cdktf.ComplexList {

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string, protected wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet)
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataLbAvailabilityGroupInstancesInstancesOutputReference {
    return new DataLbAvailabilityGroupInstancesInstancesOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/data-sources/availability_group_instances lb_availability_group_instances}
*/
export class DataLbAvailabilityGroupInstances extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "lb_availability_group_instances";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataLbAvailabilityGroupInstances resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataLbAvailabilityGroupInstances to import
  * @param importFromId The id of the existing DataLbAvailabilityGroupInstances that should be imported. Refer to the {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/data-sources/availability_group_instances#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the DataLbAvailabilityGroupInstances to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "lb_availability_group_instances", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/data-sources/availability_group_instances lb_availability_group_instances} Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataLbAvailabilityGroupInstancesConfig
  */
  public constructor(scope: Construct, id: string, config: DataLbAvailabilityGroupInstancesConfig) {
    super(scope, id, {
      terraformResourceType: 'lb_availability_group_instances',
      terraformGeneratorMetadata: {
        providerName: 'lb',
        providerVersionConstraint: '~> 0.1'
      },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      provisioners: config.provisioners,
      connection: config.connection,
      forEach: config.forEach
    });
    this._availabilityGroupId = config.availabilityGroupId;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // availability_group_id - computed: false, optional: false, required: true
  private _availabilityGroupId?: string; 
  public get availabilityGroupId() {
    return this.getStringAttribute('availability_group_id');
  }
  public set availabilityGroupId(value: string) {
    this._availabilityGroupId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get availabilityGroupIdInput() {
    return this._availabilityGroupId;
  }

  // instances - computed: true, optional: false, required: false
  private _instances = new DataLbAvailabilityGroupInstancesInstancesList(this, "instances", false);
  public get instances() {
    return this._instances;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      availability_group_id: cdktf.stringToTerraform(this._availabilityGroupId),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      availability_group_id: {
        value: cdktf.stringToHclTerraform(this._availabilityGroupId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
