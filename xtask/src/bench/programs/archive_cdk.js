// The archive's two stacks with the AWS CDK: the resources of `archive synth`, the replica's template as the body of a StackSet.

const cdk = require('aws-cdk-lib');
const { aws_iam: iam, aws_kms: kms, aws_s3: s3, Fn } = cdk;

const prefix = 'acme';
const region = 'eu-central-1';
const replicas = ['eu-west-1', 'eu-north-1'];
const roleName = `${prefix}-archive-replication-${region}`;
const bucketOf = (at) => `${prefix}-archive-replication-${at}`;
const withObjects = (names) => names.flatMap((name) => ['', '/*'].map((end) => Fn.sub('arn:${AWS::Partition}:s3:::' + name + end)));
const viaS3 = (regions, buckets) => ({
  StringEquals: { 'kms:ViaService': regions.map((at) => Fn.sub(`s3.${at}.amazonaws.com`)) },
  StringLike: { 'kms:EncryptionContext:aws:s3:arn': withObjects(buckets) },
});
const allow = (sid, actions, resources, more) => new iam.PolicyStatement({ sid, actions, resources, ...more });
const deny = (sid, action, resources, conditions) =>
  new iam.PolicyStatement({ sid, effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: [action], resources, conditions });

class ArchiveStack extends cdk.Stack {
  addKey(description, alias) {
    this.key = new kms.Key(this, 'Key', { description, enableKeyRotation: true, pendingWindow: cdk.Duration.days(30) });
    this.key.applyRemovalPolicy(cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.key.addAlias(alias);
    new cdk.CfnOutput(this, 'KeyArn', { value: this.key.keyArn, description: 'The key that encrypts it' });
  }

  addBucket(bucketName) {
    this.bucket = new s3.Bucket(this, 'Bucket', {
      bucketName,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      enforceSSL: true,
      lifecycleRules: [{ id: 'abort-incomplete-uploads', abortIncompleteMultipartUploadAfter: cdk.Duration.days(7) }],
      removalPolicy: cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.bucket.addToResourcePolicy(deny('NobodyDeletesTheBucket', 's3:DeleteBucket', [this.bucket.bucketArn]));
    this.bucket.addToResourcePolicy(deny('NobodyDeletesVersions', 's3:DeleteObjectVersion', [this.bucket.arnForObjects('*')]));
    this.bucket.policy.applyRemovalPolicy(cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    new cdk.CfnOutput(this, 'BucketName', { value: this.bucket.bucketName });
  }
}

class Replica extends ArchiveStack {
  constructor(scope, id, props) {
    super(scope, id, props);
    new cdk.CfnParameter(this, 'Prefix', { description: 'Starts every name' });
    const role = new cdk.CfnParameter(this, 'ReplicationRole', { description: 'The role that S3 replicates with' });
    const name = '${Prefix}-archive-replication-${AWS::Region}';
    this.addKey('Encrypts a replica of the archive', Fn.sub('alias/${Prefix}/archive/replication'));
    const conditions = viaS3(['${AWS::Region}'], [name]);
    conditions.ArnEquals = { 'aws:PrincipalArn': role.valueAsString };
    conditions.StringEquals['kms:CallerAccount'] = cdk.Aws.ACCOUNT_ID;
    const { StringLike, ...described } = conditions;
    const principals = [new iam.AnyPrincipal()];
    const writes = ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
    this.key.addToResourcePolicy(allow('Replication', writes, ['*'], { principals, conditions }));
    this.key.addToResourcePolicy(allow('ReplicationDescribes', ['kms:DescribeKey'], ['*'], { principals, conditions: described }));
    this.addBucket(Fn.sub(name));
  }
}

class Primary extends ArchiveStack {
  constructor(scope, id, props) {
    super(scope, id, props);
    this.addKey('Encrypts the archive', `alias/${prefix}/archive`);
    this.addBucket(`${prefix}-archive`);
    const header = 's3:x-amz-server-side-encryption';
    const objects = [this.bucket.arnForObjects('*')];
    this.bucket.addToResourcePolicy(deny('OnlyTheArchivesKey', 's3:PutObject', objects, {
      Null: { [header]: false }, StringNotEquals: { [`${header}-aws-kms-key-id`]: this.key.keyArn },
    }));
    this.bucket.addToResourcePolicy(deny('NoKeysOfCallers', 's3:PutObject', objects, { Null: { [`${header}-customer-algorithm`]: false } }));
    const role = new iam.Role(this, 'ReplicationRole', {
      roleName, path: '/service-role/', assumedBy: new iam.ServicePrincipal('s3.amazonaws.com'),
    });
    const stackSet = this.addStackSet(props.replica);
    const policy = this.addPolicy(role);
    this.replicate(role).addResourceDependency(stackSet);
    this.bucket.node.defaultChild.addResourceDependency(policy.node.defaultChild);
    new cdk.CfnOutput(this, 'BucketRegion', { value: this.region });
    new cdk.CfnOutput(this, 'BucketReplications', { value: replicas.join(',') });
    new cdk.CfnOutput(this, 'ReplicationRoleArn', { value: role.roleArn });
    new cdk.CfnOutput(this, 'StackSetName', { value: stackSet.stackSetName });
  }

  addPolicy(role) {
    const buckets = replicas.map(bucketOf);
    const keys = replicas.map((at) => Fn.sub('arn:${AWS::Partition}:kms:' + at + ':${AWS::AccountId}:key/*'));
    const [archive, objects] = withObjects([`${prefix}-archive`]);
    const aliases = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': `alias/${prefix}/archive/replication` } };
    const primaryKey = { conditions: viaS3([region], [`${prefix}-archive`]) };
    const replicaKeys = { conditions: { ...viaS3(replicas, buckets), ...aliases } };
    return new iam.Policy(this, 'ReplicationPolicy', {
      policyName: 'Replication',
      roles: [role],
      statements: [
        allow('ReadReplicationRules', ['s3:GetReplicationConfiguration', 's3:ListBucket'], [archive]),
        allow('ReadVersions', ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'], [objects]),
        allow('UsePrimaryKey', ['kms:Decrypt', 'kms:GenerateDataKey'], [this.key.keyArn], primaryKey),
        allow('WriteReplicas', ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
          withObjects(buckets).filter((_, at) => at % 2 === 1)),
        allow('UseReplicaKeys', ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'], keys, replicaKeys),
      ],
    });
  }

  addStackSet(templateBody) {
    const parameters = { Prefix: prefix, ReplicationRole: Fn.sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:role/service-role/' + roleName) };
    return new cdk.CfnStackSet(this, 'StackSet', {
      stackSetName: `${prefix}-archive-replication`,
      description: `The replicas of the archive ${prefix}`,
      permissionModel: 'SELF_MANAGED',
      managedExecution: { Active: true },
      operationPreferences: { regionConcurrencyType: 'PARALLEL', failureToleranceCount: 0 },
      parameters: Object.entries(parameters).map(([parameterKey, parameterValue]) => ({ parameterKey, parameterValue })),
      stackInstancesGroup: [{ regions: replicas, deploymentTargets: { accounts: [this.account] } }],
      templateBody,
    });
  }

  replicate(role) {
    const bucket = this.bucket.node.defaultChild;
    const alias = (at) => Fn.sub('arn:${AWS::Partition}:kms:' + at + `:\${AWS::AccountId}:alias/${prefix}/archive/replication`);
    bucket.replicationConfiguration = {
      role: role.roleArn,
      rules: replicas.map((at, priority) => ({
        id: at,
        priority,
        status: 'Enabled',
        filter: { prefix: '' },
        deleteMarkerReplication: { status: 'Enabled' },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
        destination: {
          bucket: withObjects([bucketOf(at)])[0],
          metrics: { status: 'Enabled' },
          encryptionConfiguration: { replicaKmsKeyId: alias(at) },
        },
      })),
    };
    return bucket;
  }
}

// The replica's template is text in the primary's: an app of its own is synthesised for it.
const synthesizer = () => new cdk.LegacyStackSynthesizer();
const inner = new cdk.App({ autoSynth: false, outdir: 'cdk.out/replica' });
new Replica(inner, 'Replica', { synthesizer: synthesizer() });
const replica = JSON.stringify(inner.synth().getStackByName('Replica').template);
const app = new cdk.App();
new Primary(app, 'Archive', { synthesizer: synthesizer(), replica });
app.synth();
