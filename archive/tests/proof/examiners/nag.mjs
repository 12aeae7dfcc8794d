// Asks cdk-nag (rule pack AWS Solutions) about templates. In and out as in examine.py.
//
// The packages are looked for where `npm ci` puts them: beside .ci/package.json.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(new URL('../../../../.ci/package.json', import.meta.url));
const { App, Stack, Validations } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { AwsSolutionsChecks } = require('cdk-nag');

const job = JSON.parse(readFileSync(0, 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'nag-'));
const write = process.stdout.write.bind(process.stdout);
try {
  const outdir = join(folder, 'out');
  const app = new App({ outdir, analyticsReporting: false });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  job.templates.forEach((template, index) => {
    const templateFile = join(folder, `${index}.json`);
    writeFileSync(templateFile, template.body);
    new CfnInclude(new Stack(app, `T${index}`), 'I', { templateFile });
  });
  // The framework prints its findings and throws when there are any; they are read from its report.
  process.stdout.write = process.stderr.write = () => true;
  try {
    app.synth();
  } catch (error) {
    if (!/validation failed/i.test(error.message)) throw error;
  }
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  const ours = report.pluginReports.filter((plugin) => plugin.pluginName === 'AwsSolutions');
  const findings = ours.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, description, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => {
        const [stack, , place] = constructPath.split('/');
        // The name of a rule that found a wildcard ends with what it found: AwsSolutions-IAM5[Action::s3:*].
        const [rule, detail] = ruleName.split(/[[\]]/);
        const message = detail ? `${description} ${detail}` : description;
        return { rule, subject: job.templates[Number(stack.slice(1))].name, place, message };
      }),
    ),
  );
  write(JSON.stringify(findings));
} finally {
  process.exitCode = 0;
  rmSync(folder, { recursive: true });
}
