// Reads a table of requests with their policies from standard input and prints the verdict of iam-simulate on each.
//
// In:  [{ principal, action, resource, account, context, identity: [policy], resourcePolicy: policy | null,
//         serviceControl: [policy], resourceControl: [policy] }]
// Out: ["Allowed" | "ImplicitDeny" | "ExplicitDeny" | "error: …"]
//
// The package is looked for where `npm ci` puts it: beside .ci/package.json.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../../../.ci/package.json', import.meta.url));
const { anonymousPrincipal, runUnsafeSimulation } = require('@cloud-copilot/iam-simulate');
const {
  createValidatedPolicy,
  validateIdentityPolicy,
  validateResourceControlPolicy,
  validateResourcePolicy,
  validateServiceControlPolicy,
  validateTrustPolicy,
} = require('@cloud-copilot/iam-policy');

const VERDICTS = { Allowed: 'Allowed', ImplicitlyDenied: 'ImplicitDeny', ExplicitlyDenied: 'ExplicitDeny' };
const ALLOW_EVERYTHING = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
};

const { Principal: _, ...ALLOW_EVERY_ACTION } = ALLOW_EVERYTHING.Statement[0];
const FULL_ACCESS = { Version: '2012-10-17', Statement: [ALLOW_EVERY_ACTION] };

/** The organization's policies of one kind, beside the one that allows everything. */
function controls(allowing, policies, validate) {
  const own = (policies ?? []).map((policy, index) => {
    const name = `organization-${index}`;
    return { name, policy: named(name, policy, validate) };
  });
  return [{ orgIdentifier: 'root', policies: [allowing, ...own] }];
}

/** The policy with a name, which the simulator needs for its explanations; one that its own checks refuse is an error. */
function named(name, policy, validate) {
  const validated = createValidatedPolicy(policy, validate, { name });
  if (validated.errors.length > 0) {
    throw new Error(`${name}: ${JSON.stringify(validated.errors)}`);
  }
  return validated;
}

function decide(row) {
  try {
    const validateAttached = row.action.startsWith('sts:') ? validateTrustPolicy : validateResourcePolicy;
    // The unchecked entry point: the checked one drops condition keys that its data does not list for an action, and those of
    // an encryption context are among them.
    const result = runUnsafeSimulation(
      {
        request: {
          principal: row.principal === '*' ? anonymousPrincipal : row.principal,
          action: row.action,
          resource: { resource: row.resource, accountId: row.account },
          contextVariables: row.context,
        },
        identityPolicies: row.identity.map((policy, index) => ({
          name: `identity-${index}`,
          policy: named(`identity-${index}`, policy, validateIdentityPolicy),
        })),
        resourcePolicy: row.resourcePolicy ? named('resource', row.resourcePolicy, validateAttached) : undefined,
        serviceControlPolicies: row.serviceControl?.length
          ? controls({ name: 'FullAWSAccess', policy: FULL_ACCESS }, row.serviceControl, validateServiceControlPolicy)
          : [],
        resourceControlPolicies: controls(
          { name: 'RCPFullAWSAccess', policy: ALLOW_EVERYTHING },
          row.resourceControl,
          validateResourceControlPolicy,
        ),
      },
      {},
    );
    return VERDICTS[result] ?? `error: unknown result ${result}`;
  } catch (error) {
    return `error: ${error.message}`;
  }
}

const table = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(table.map(decide)));
